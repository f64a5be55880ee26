"""Whether everything is in order with a caseload: its file, where that lies, who can read it, and its backups.

Each module looks at one side and yields findings; nothing here changes anything but :mod:`.mending`. What the law's
values say is the command line's to add.
"""
