# %% [markdown] points=10
# Asks for the way out: addresses, names, localhost, other sockets.

# %%
import glob
import socket

for address in (("1.1.1.1", 53), ("8.8.8.8", 443), ("127.0.0.1", 22), ("127.0.0.1", 8888), ("localhost", 5432)):
    try:
        socket.create_connection(address, timeout=1)
        print("LEAK", address)
    except OSError as error:
        print(error)
try:
    print("LEAK", socket.getaddrinfo("example.org", 443))
except OSError as error:
    print(error)
for line in open("/proc/net/unix").read().splitlines()[1:]:
    print("LEAK", line)
