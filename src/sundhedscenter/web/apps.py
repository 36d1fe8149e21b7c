from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sundhedscenter.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        """Give core the words of the messages."""
        from sundhedscenter.web.notices.renderers import register_all  # models load before this

        register_all()
