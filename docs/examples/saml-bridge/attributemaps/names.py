# Attributes that the identity provider sends under their own short names. SATOSA knows the usual long ones
# (urn:oid:…) when attribute_map_dir is left out of plugins/saml.yaml.
_names = ["uid", "email", "mail", "displayName", "cn", "groups", "isMemberOf"]
MAP = {
    "identifier": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic",
    "fro": {name: name for name in _names},
    "to": {name: name for name in _names},
}
