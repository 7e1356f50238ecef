"""Which values of the published API are hidden: these, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from docs2sdk.build.run_report import RunReport
from docs2sdk.python.class_plan import plan_classes

HIDDEN = {
    *("AccessKeySecret", "AdminPassword", "CertificateKey", "DiskPassword", "EtcdKey"),
    *("IKEPreSharedKey", "InitScript", "Password", "Plaintext", "Policy", "PrivateKey"),
    *("PrivateKeyBody", "PrivateKeyCiphertextBlob", "PrivateKeyPlaintext"),
    *("SSLContent", "SecurityToken", "ServicePasswd", "UserData", "VncPassword"),
}


def list_hidden(report: RunReport) -> Iterator[str]:
    assert report.catalog
    for service in report.catalog.services:
        for action in service.actions:
            for cls in plan_classes(action):
                yield from (
                    each.field.name for each in cls.attributes if each.is_secret
                )


@pytest.mark.slow
def test_the_values_of_the_published_api_that_are_hidden(whole: RunReport) -> None:
    assert {*list_hidden(whole)} == HIDDEN
