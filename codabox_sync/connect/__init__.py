"""CodaBox Connect, the consent-based API on the Ibanity platform.

`signature` signs requests, `application` is who we are there, `answers` what comes back, `client` the calls, `provider`
the port on top of them.
"""
