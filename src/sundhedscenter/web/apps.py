from django.apps import AppConfig
from django.core import checks


class WebConfig(AppConfig):
    name = "sundhedscenter.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        """Give core the words of the messages; refuse a demo among real people."""
        from sundhedscenter.web.login.guard import check_demo_data  # models load before this
        from sundhedscenter.web.notices.renderers import register_all  # models load before this

        register_all()
        checks.register(check_demo_data, checks.Tags.database)
