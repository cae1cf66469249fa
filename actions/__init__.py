"""The action server's actions: thin, over the services. The only room that imports rasa_sdk.

Loading this package, by ``rasa run actions`` or by ``python -m actions``, closes the server to all but Rasa.
"""

from actions import server

server.close_to_strangers()
