"""An XMPP client written by others (slixmpp) as an agent's desktop: signs in, sends presence, prints every notification.

usage: finesse_client.py HOST PORT JID PASSWORD COUNT
Prints "ready" once it is available, then one line for each notification: node, item id and the update, tab-separated.
Ends after COUNT notifications, with 0; with 2 where the sign-in fails; with 3 where the server ends the session.
"""

import asyncio
import sys

from slixmpp import ClientXMPP
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

EVENT = "http://jabber.org/protocol/pubsub#event"


class Desktop(ClientXMPP):
    def __init__(self, jid, password, count):
        super().__init__(jid, password)
        self.exit_code = 3
        self.left = count
        self.done = asyncio.Event()
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0199")
        self["feature_mechanisms"].unencrypted_plain = True
        self.add_event_handler("session_start", self.on_start)
        self.add_event_handler("failed_all_auth", self.on_refused)
        self.add_event_handler("disconnected", lambda _: self.done.set())
        self.register_handler(
            Callback("notifications", MatchXPath("{jabber:client}message/{%s}event" % EVENT), self.on_notification))

    async def on_start(self, _):
        self.send_presence(ppriority=0)
        await self.get_roster()
        info = await self["xep_0030"].get_info(jid="pubsub." + self.boundjid.domain)
        assert ("pubsub", "service") in [(i[0], i[1]) for i in info["disco_info"]["identities"]], info
        await self["xep_0199"].ping(jid=self.boundjid.domain)
        print("ready", self.boundjid.full, flush=True)

    def on_refused(self, _):
        self.exit_code = 2
        self.done.set()

    def on_notification(self, message):
        items = message.xml.find("{%s}event/{%s}items" % (EVENT, EVENT))
        for item in items:
            print(items.get("node"), item.get("id"), item[0].text, sep="\t", flush=True)
            self.left -= 1
        if self.left <= 0:
            self.exit_code = 0
            self.done.set()


async def main():
    host, port, jid, password, count = sys.argv[1:]
    desktop = Desktop(jid, password, int(count))
    desktop.connect((host, int(port)), disable_starttls=True)
    await asyncio.wait_for(desktop.done.wait(), 30)
    desktop.abort()
    return desktop.exit_code


sys.exit(asyncio.get_event_loop().run_until_complete(main()))
