import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ScrollArea.css";
// What dialogs and drawers are made of.
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/Drawer.css";
import "@mantine/core/styles/Text.css";
import "@mantine/core/styles/Switch.css";
import "@mantine/core/styles/InlineInput.css";
