import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes } from "react";

type Anchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

/** Leads to another page and looks like a button; knows which parameters that page takes. */
export const LinkButton = createLink((props: ButtonProps & Anchor) => <Button component="a" {...props} />);
