"""A real mail server for the journeys: takes every mail, and prints it as a line of JSON. The first line is its port."""

import asyncio
import email
import email.policy
import json

from aiosmtpd.smtp import SMTP


class Handler:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [part for part in mail.walk() if not part.is_multipart()]
        attached = [[part.get_filename(), part.get_content()] for part in parts if part.get_filename()]
        said = {kind: "".join(part.get_content() for part in parts if not part.get_filename() and part.get_content_type() == kind)
                for kind in ("text/plain", "text/html")}
        line = {"to": envelope.rcpt_tos, "from": mail["from"], "subject": mail["subject"], "text": said["text/plain"],
                "html": said["text/html"], "attached": attached, "unsubscribe": mail["List-Unsubscribe"],
                "one_click": mail["List-Unsubscribe-Post"]}
        print(json.dumps(line), flush=True)
        return "250 OK"


async def main():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
