package io.shiplog.standalone.cli;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record in one compact line: its type and the fields that say something. Bytes are shown as their size, so that no
 * Secret ever reaches a terminal this way. Example: {@code Tick partition=3 dueMillis=1700000000000}.
 */
final class RecordLine {

    /** Longer texts are cut: a line is to be looked over, not read. */
    private static final int MAX_TEXT = 60;

    private RecordLine() {}

    static String of(SpecificRecord record) {
        StringBuilder out = new StringBuilder(record.getSchema().getName());
        fields(record, out);
        return out.toString();
    }

    private static void fields(SpecificRecord record, StringBuilder out) {
        for (Schema.Field field : record.getSchema().getFields()) {
            String text = text(record.get(field.pos()));
            if (!text.isEmpty()) {
                out.append(' ').append(field.name()).append('=').append(text);
            }
        }
    }

    /** Empty for what says nothing: defaults such as "", 0, false, null, and empty lists. */
    private static String text(@Nullable Object value) {
        if (value == null || value.equals(0) || value.equals(0L) || Boolean.FALSE.equals(value)) {
            return "";
        }
        if (value instanceof ByteBuffer bytes) {
            return size(bytes.remaining());
        }
        if (value instanceof SpecificRecord nested) {
            StringBuilder inner = new StringBuilder();
            fields(nested, inner);
            return inner.length() == 0 ? "" : "{" + inner.substring(1) + "}";
        }
        if (value instanceof Collection<?> list) {
            return items(list);
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty() ? "" : cut(map.toString());
        }
        return cut(value.toString());
    }

    private static String items(Collection<?> list) {
        return switch (list.size()) {
            case 0 -> "";
            case 1 -> "[" + text(list.iterator().next()) + "]";
            default -> list.size() + " items";
        };
    }

    private static String size(int bytes) {
        return bytes < 1024 ? bytes + "B" : String.format(Locale.ROOT, "%.1fkB", bytes / 1024.0);
    }

    private static String cut(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT - 1) + "…";
    }
}
