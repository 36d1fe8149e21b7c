from sundhedscenter.cli import main

main()
