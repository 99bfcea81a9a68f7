/**
 * Styles of the Mantine components in use, one by one: all of them together are 37 kB gzip.
 *
 * Here is what the first page needs; menus.ts, dialogs.ts, fields.ts and forms.ts come with what uses them. A test checks that
 * every component that is used has its styles in one of these files.
 */
import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Button.css";
import "@mantine/core/styles/ActionIcon.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/Loader.css";
import "@mantine/core/styles/Group.css";
import "@mantine/core/styles/Title.css";
import "@mantine/core/styles/Badge.css";
import "@mantine/core/styles/Skeleton.css";
import "@mantine/core/styles/Kbd.css";
