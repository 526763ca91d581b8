package io.shiplog.standalone.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.record.ResourceEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records as text: whole and with one spelling for the digest, short for people. */
final class RecordText {

    private static final int SHORT_MAX = 600;

    private RecordText() {}

    /** Every field, maps by key, so that equal records have equal text in every JVM. */
    static String whole(@Nullable Object value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        if (value instanceof SpecificRecord record) {
            out.append(record.getSchema().getName()).append('{');
            for (Schema.Field field : record.getSchema().getFields()) {
                write(record.get(field.pos()), out);
                out.append(',');
            }
            out.append('}');
        } else if (value instanceof Map<?, ?> map) {
            TreeMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
            sorted.forEach((key, entry) -> {
                out.append(key).append('=');
                write(entry, out);
                out.append(',');
            });
        } else if (value instanceof List<?> list) {
            list.forEach(entry -> {
                write(entry, out);
                out.append(',');
            });
        } else if (value instanceof ByteBuffer bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes.duplicate());
            out.append(bytes.remaining()).append(':').append(crc.getValue());
        } else {
            out.append(value);
        }
    }

    /** One line for the table of the last records. */
    static String line(SimRecord record) {
        String state = record.transaction() == null
                ? " "
                : record.transaction().state().name().substring(0, 1);
        return String.format(
                "%-28s %s %8d ms %s",
                record.coordinates(),
                state,
                record.timestampMillis() - SimClock.EPOCH_MILLIS,
                record.marker() ? "-- end of transaction" : brief(record));
    }

    private static String brief(SimRecord record) {
        SpecificRecord value = record.value();
        if (value == null) {
            return "tombstone " + record.key();
        }
        if (value instanceof ResourceEnvelope envelope) {
            return envelope.getKind() + " " + envelope.getNamespace() + "/" + envelope.getName() + " v"
                    + envelope.getVersion() + (envelope.getRemoved() ? " removed" : "")
                    + (envelope.getDeletionMillis() != 0 ? " deleting" : "") + " " + envelope.getPhase() + " "
                    + envelope.getNode() + replicas(envelope) + " by " + envelope.getActor() + " for "
                    + envelope.getCause();
        }
        String text = value.getSchema().getName() + " " + record.key() + " " + value;
        return text.length() <= SHORT_MAX ? text : text.substring(0, SHORT_MAX) + "…";
    }

    /** What workloads are about: how many are wanted, there, ready, available. Empty for other kinds. */
    private static String replicas(ResourceEnvelope envelope) {
        if (!envelope.getKind().equals("Deployment") && !envelope.getKind().equals("ReplicaSet")) {
            return "";
        }
        byte[] json = new byte[envelope.getObject().remaining()];
        envelope.getObject().duplicate().get(json);
        ObjectNode object = Json.parse(json);
        return " wants " + Json.longAt(object, 1, "spec", "replicas") + ", has "
                + Json.longAt(object, 0, "status", "replicas") + ", ready "
                + Json.longAt(object, 0, "status", "readyReplicas") + ", available "
                + Json.longAt(object, 0, "status", "availableReplicas");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
