"""What the path of a page says by itself."""

from __future__ import annotations

import pytest
from docs2sdk.pages import checkout_layout

PATHS = [
    pytest.param("uhost-api/x.md", "uhost-api", "uhost-api", id="a page"),
    pytest.param("uhost-api/sub/x.md", "uhost-api", "uhost-api", id="below"),
    pytest.param("uhost-api", "uhost-api", "uhost-api", id="a folder"),
    pytest.param("README.md", "", "", id="beside the folders"),
    pytest.param("summary/public.md", "summary", "", id="common codes"),
]


@pytest.mark.parametrize(("path", "folder", "product"), PATHS)
def test_the_folder_and_the_product_of_a_path(
    path: str, folder: str, product: str
) -> None:
    assert (
        checkout_layout.product_folder(path),
        checkout_layout.owning_product(path),
    ) == (folder, product)
