import "./fields.ts";
import "@mantine/core/styles/Alert.css";
import "@mantine/core/styles/Stack.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/Divider.css";
import "@mantine/core/styles/InlineInput.css";
import "@mantine/core/styles/Checkbox.css";
import "@mantine/core/styles/Radio.css";
