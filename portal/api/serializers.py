"""The shapes of the API's answers; drf-spectacular writes the OpenAPI document from them."""

from rest_framework import serializers

from policies import wording
from policies.forms_of_interpreting import Form
from policies.validity import Status
from portal.api.queries import list_of


class ValiditySerializer(serializers.Serializer):
    on = serializers.DateField(help_text="哪一天的有效性")
    status = serializers.ChoiceField(choices=Status.choices())
    label = serializers.CharField(help_text="中文名称")
    since = serializers.DateField(allow_null=True, help_text="这一状态的第一天")
    until = serializers.DateField(allow_null=True, help_text="这一状态的最后一天，未知为null")
    because = serializers.CharField(allow_null=True, help_text="依据")


class InterpretationLinkSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    form = serializers.ChoiceField(choices=Form.choices)
    published_at = serializers.DateTimeField()
    url = serializers.CharField()


class PolicyRowSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    index_number = serializers.CharField()
    title = serializers.CharField()
    document_number = serializers.CharField(allow_null=True)
    issuer = serializers.CharField()
    written_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField()
    validity = ValiditySerializer()
    normative = serializers.BooleanField()
    interpreted = serializers.BooleanField(help_text="有没有公开的解读")
    themes = serializers.ListField(child=serializers.CharField())
    summary = serializers.CharField()
    url = serializers.CharField()


class ClauseSerializer(serializers.Serializer):
    level = serializers.CharField()
    label = serializers.CharField()
    anchor = serializers.CharField()
    text = serializers.CharField()


class RelationSerializer(serializers.Serializer):
    kind = serializers.CharField()
    direction = serializers.ChoiceField(choices=["out", "in"])
    on = serializers.DateField()
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()


class AttachmentSerializer(serializers.Serializer):
    title = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField()


class TermSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["unknown", "none", "length", "date"])
    months = serializers.IntegerField(allow_null=True)


class PolicySerializer(PolicyRowSerializer):
    registration_number = serializers.CharField(allow_null=True)
    effective_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    term = TermSerializer()
    attribute = serializers.CharField()
    body_html = serializers.CharField()
    clauses = ClauseSerializer(many=True)
    relations = RelationSerializer(many=True)
    interpretations = InterpretationLinkSerializer(many=True)
    questions = serializers.ListField(child=serializers.CharField())
    attachments = AttachmentSerializer(many=True)


PolicyListSerializer = list_of(PolicyRowSerializer)
VALIDITY_CHOICES = [value for value, _ in wording.CHOICES]
