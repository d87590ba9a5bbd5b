"""How gunicorn serves Meridian: threads, because requests wait more than they work."""

from config import read_settings

settings = read_settings()
bind = f"127.0.0.1:{settings.port}"
workers = settings.web_concurrency
worker_class = "gthread"
threads = 8
# Without it one worker can hold every keep-alive connection.
reuse_port = True
keepalive = 30
timeout = 60
graceful_timeout = 10
control_socket_disable = True
# No proxy may say under which path we are mounted.
forwarder_headers = ""
accesslog = None
loglevel = "warning"
