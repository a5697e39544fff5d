"""An XMPP client written by others (slixmpp) as an agent's desktop: signs in, sends presence, prints every notification.

usage: finesse_client.py SECURITY HOST PORT JID PASSWORD NODE COUNT [AUTHORITY]
SECURITY is plain, starttls or tls; AUTHORITY a PEM file of whom to trust.
Asks for roster, vCard and discovery, pings, subscribes NODE by its full address where one is given, and prints "ready"; then one
line for each notification: node, item id and the update as JSON, tab-separated. After COUNT notifications it unsubscribes, signs
out and prints "left". Ends with 0; with 2 where the sign-in fails; with 3 where the server ends the session.
"""

import asyncio
import json
import sys

from slixmpp import ClientXMPP
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

EVENT = "http://jabber.org/protocol/pubsub#event"


class Desktop(ClientXMPP):
    def __init__(self, jid, password, node, count):
        super().__init__(jid, password)
        self.exit_code = 3
        self.node = node
        self.left = count
        self.done = asyncio.Event()
        for plugin in ("xep_0030", "xep_0054", "xep_0060", "xep_0199"):
            self.register_plugin(plugin)
        self["feature_mechanisms"].unencrypted_plain = True
        self.add_event_handler("session_start", self.on_start)
        self.add_event_handler("failed_all_auth", self.on_refused)
        self.add_event_handler("disconnected", lambda _: self.done.set())
        self.register_handler(
            Callback("notifications", MatchXPath("{jabber:client}message/{%s}event" % EVENT), self.on_notification))

    @property
    def service(self):
        return "pubsub." + self.boundjid.domain

    async def on_start(self, _):
        self.send_presence(ppriority=0)
        await self.get_roster()
        await self["xep_0054"].get_vcard()
        info = await self["xep_0030"].get_info(jid=self.service)
        assert ("pubsub", "service") in [(i[0], i[1]) for i in info["disco_info"]["identities"]], info
        await self["xep_0199"].ping(jid=self.boundjid.domain)
        if self.node:
            await self["xep_0060"].subscribe(self.service, self.node, bare=False)
            held = await self["xep_0060"].get_subscriptions(self.service)
            assert self.node in [s["node"] for s in held["pubsub"]["subscriptions"]], held
        print("ready", self.boundjid.full, flush=True)

    def on_refused(self, _):
        self.exit_code = 2
        self.done.set()

    def on_notification(self, message):
        items = message.xml.find("{%s}event/{%s}items" % (EVENT, EVENT))
        for item in items:
            print(items.get("node"), item.get("id"), json.dumps(item[0].text), sep="\t", flush=True)
            self.left -= 1
        if self.left == 0:
            asyncio.ensure_future(self.leave())

    async def leave(self):
        if self.node:
            await self["xep_0060"].unsubscribe(self.service, self.node, bare=False)
        self.exit_code = 0
        await self.disconnect()
        print("left", flush=True)
        self.done.set()


async def main():
    security, host, port, jid, password, node, count = sys.argv[1:8]
    desktop = Desktop(jid, password, node, int(count))
    if len(sys.argv) > 8:
        desktop.ca_certs = sys.argv[8]
    desktop.force_starttls = security == "starttls"
    desktop.connect((host, int(port)), use_ssl=security == "tls", disable_starttls=security != "starttls")
    await asyncio.wait_for(desktop.done.wait(), 60)
    # The server has ended the connection perhaps; one of TLS cannot be aborted then.
    if desktop.transport is not None and not desktop.transport.is_closing():
        desktop.abort()
    return desktop.exit_code


sys.exit(asyncio.get_event_loop().run_until_complete(main()))
