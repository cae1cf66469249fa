"""The gateway: takes what comes in, has Rasa answer it, and sends what goes out. A process of its own."""
