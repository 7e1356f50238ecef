"""Where docs2sdk is published, and the versions of the actions that its jobs use: for the files of a project and the documents.

As long as there is no release, ``OWNER`` and ``COMMIT`` are to be replaced: by the account that publishes docs2sdk, and by a
commit of its repository.  The name docs2sdk of a package index is nobody's, so nothing is installed from there.
"""

from __future__ import annotations

REPOSITORY = "OWNER/docs2sdk"
REVISION = "COMMIT"
PLACEHOLDERS = ("OWNER", "COMMIT")

# Commits, since a tag can be moved.  `git ls-remote https://github.com/actions/checkout v4.2.2` shows that of a tag.
ACTIONS = {
    "actions/checkout": "11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
    "actions/setup-python": "0b93645e9fea7318ecaed2b359559ac225c90a2b # v5.3.0",
    "actions/upload-artifact": "b4b15b8c7c6ac21ea08fcf65892d2ee8f75cf882 # v4.4.3",
    "actions/download-artifact": "fa0a91b85d4f404e444e00e005971372dc801d16 # v4.1.8",
}
