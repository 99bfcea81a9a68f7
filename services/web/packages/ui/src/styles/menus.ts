import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/ScrollArea.css";
import "@mantine/core/styles/Menu.css";
import "@mantine/core/styles/Text.css";
