"""The key figures of a caseload, each by the definition of the national figure that it stands beside.

One module for each section of the report holds what its figures ask of one case (:mod:`.facts`); :mod:`.catalogue`
lists them, :mod:`.tally` counts the answers, and :mod:`.groups` keeps small groups from being told apart.
"""
