"""Backup and restore: one file with database, uploads and manifest, never keys; keys in a file of their own.

The file is a ZIP: its directory stands at the end, so a truncated file is known at once; every member can be
checked and taken out by itself; and any computer can open it without this program. Pictures, PDF and Office files
are stored as they are, the rest is deflated. (zstd would be faster, but is in Python's library only from 3.14.)

How a restore is one step. Uploads have random names that are never used twice, so the files of the old and of the
new state can lie side by side without disturbing either. What decides is one COMMIT of the database:

1. the file is checked and unpacked into `PORTAL_DATA/restoring`, the database is brought up and checked there;
2. a journal is written, then the files that are missing are put beside those that are there;
3. the database is replaced in one transaction (SQLite: its backup interface writes onto the live file as one
   transaction, so open connections, the write-ahead log and a crash are SQLite's own business; PostgreSQL: one
   transaction empties and fills the tables);
4. what the old state alone needed goes: its files, the audit's head, kept pages.

Killed before 3, the old state stands; after 3, the new one. The journal names the digest of the audit entry that
step 3 brings, so that `complete()`, called at the next start, restore or daily run, knows which, and tidies up.
A running server goes on through all this: its requests wait for step 3 and then see the new state.
"""

from core.backup.archive import Refused
from core.backup.making import make
from core.backup.restoring import complete, restore

__all__ = ["Refused", "complete", "make", "restore"]
