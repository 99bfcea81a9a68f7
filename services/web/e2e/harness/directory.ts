/** Where people come from who have no password at the portal: a real OpenID provider and a real slapd. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { CHECKOUT } from "./program.ts";

/** A fixture of the product, started; what it says of itself is the portal's settings. */
export class Directory {
  readonly #script: string;
  readonly #folder: string;
  readonly #said: string;

  private constructor(script: string, folder: string) {
    this.#script = join(CHECKOUT, "scripts/fixtures", script);
    this.#folder = folder;
    this.#said = execFileSync(this.#script, ["start", folder], { encoding: "utf8", timeout: 180_000 });
  }

  static oidc(folder: string): Directory {
    return new Directory("oidc.sh", join(folder, "oidc"));
  }

  static ldap(folder: string): Directory {
    return new Directory("ldap.sh", join(folder, "ldap"));
  }

  value(name: string): string {
    const value = new RegExp(`^${name}=(.*)$`, "m").exec(this.#said)?.[1];
    if (value === undefined) throw new Error(`the fixture does not say ${name}`);
    return value;
  }

  stop(): void {
    execFileSync(this.#script, ["stop", this.#folder]);
  }
}
