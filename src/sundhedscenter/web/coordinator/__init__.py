"""The coordinator's pages with numbers. Everything here was suppressed before it was stored; nothing is counted anew."""
