import json

from django.core.serializers.json import DjangoJSONEncoder


def script(data: dict) -> str:
    """JSON-LD for a <script>: nothing in it can end the element."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
