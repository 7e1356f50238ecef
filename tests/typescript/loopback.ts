/** A server on this machine that does what a test says with each request. */

import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** What a server does with a request that has arrived: the connection, and how many have arrived. */
export type Behaviour = (socket: Socket, count: number) => void;

export class Loopback {
  /** How many requests have arrived whole. */
  arrived = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts a server; `wrap` makes it another kind than a plain one. */
  static async start(behave: Behaviour, create: (listener: (socket: Socket) => void) => Server = createServer): Promise<Loopback> {
    const server = create((socket) => {
      loopback.#serve(socket, behave);
    });
    const loopback = new Loopback(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return loopback;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket, behave: Behaviour): void {
    let received = "";
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      received += data.toString("latin1");
      const [head = "", body] = received.split("\r\n\r\n");
      const length = /content-length: ([0-9]+)/i.exec(head)?.[1];
      if (body !== undefined && body.length >= Number(length ?? 0)) {
        received = "";
        this.arrived += 1;
        behave(socket, this.arrived);
      }
    });
  }
}

/** Sends bytes as they are, and closes the connection. */
export function raw(data: string): Behaviour {
  return (socket) => {
    socket.end(data, "latin1");
  };
}

/** Sends an HTTP response. */
export function answer(body: string | Buffer, status = 200, headers: Record<string, string> = {}): Behaviour {
  const fields = { "Content-Length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return (socket) => {
    socket.write(`HTTP/1.1 ${String(status)} Status\r\n${lines.join("")}\r\n`);
    socket.write(body);
  };
}

/** Sends a RetCode and a message. */
export function refuse(code: number | string, status = 200): Behaviour {
  return answer(JSON.stringify({ RetCode: code, Message: "no" }), status);
}

export const succeed = answer(JSON.stringify({ RetCode: 0, ThingId: "t-1", Tags: [] }));
