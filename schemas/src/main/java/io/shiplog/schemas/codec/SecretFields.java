package io.shiplog.schemas.codec;

import io.shiplog.schemas.record.ObjectRef;
import io.shiplog.schemas.record.Reply;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which field of which record holds a Secret's values: object of commands, envelopes and replies, patch of PatchObject.
 * The caller's record is never changed; a shallow copy with the one field exchanged stands in for it.
 */
final class SecretFields {

    private static final Set<String> FIELDS = Set.of("object", "patch");

    private SecretFields() {}

    /** The record with its secret field encrypted; the same record when it is about no Secret. */
    static SpecificRecord encrypted(SpecificRecord record, @Nullable SecretCipher cipher) {
        if (cipher == null) {
            return record;
        }
        return exchanged(
                record, (name, bytes) -> SecretCipher.isEncrypted(bytes) ? null : cipher.encrypt(name, copy(bytes)));
    }

    /**
     * The record with its secret field readable. Throws UndecodableRecordException when the key is missing or wrong.
     */
    static SpecificRecord decrypted(SpecificRecord record, @Nullable SecretCipher cipher) {
        return exchanged(record, (name, bytes) -> {
            if (!SecretCipher.isEncrypted(bytes)) {
                return null;
            }
            if (cipher == null) {
                throw new UndecodableRecordException(
                        "the Secret " + name + " is encrypted and this process has no key");
            }
            return cipher.decrypt(name, copy(bytes));
        });
    }

    /** Exchange gets what the bytes belong to and the bytes; null leaves them. */
    private static SpecificRecord exchanged(
            SpecificRecord record, BiFunction<String, ByteBuffer, byte @Nullable []> exchange) {
        String name = secretName(record);
        if (name == null) {
            return record;
        }
        for (Schema.Field field : record.getSchema().getFields()) {
            if (FIELDS.contains(field.name()) && record.get(field.pos()) instanceof ByteBuffer bytes) {
                byte[] changed = exchange.apply(name, bytes);
                return changed == null ? record : with(record, field, ByteBuffer.wrap(changed));
            }
        }
        return record;
    }

    /** Namespace/name of the Secret the record is about, or null. */
    private static @Nullable String secretName(SpecificRecord record) {
        if (record instanceof Reply reply) {
            ObjectRef ref = reply.getRef();
            return ref != null
                            && ref.getKind().equals("Secret")
                            && ref.getGroup().isEmpty()
                    ? ref.getNamespace() + "/" + ref.getName()
                    : null;
        }
        Schema schema = record.getSchema();
        if (!"Secret".equals(value(record, schema, "kind")) || !"".equals(value(record, schema, "group"))) {
            return null;
        }
        return value(record, schema, "namespace") + "/" + value(record, schema, "name");
    }

    private static @Nullable Object value(SpecificRecord record, Schema schema, String field) {
        Schema.Field found = schema.getField(field);
        return found == null ? null : record.get(found.pos());
    }

    private static SpecificRecord with(SpecificRecord record, Schema.Field changed, ByteBuffer value) {
        Schema schema = record.getSchema();
        SpecificRecord copy = (SpecificRecord) SpecificData.newInstance(record.getClass(), schema);
        for (Schema.Field field : schema.getFields()) {
            copy.put(field.pos(), field.pos() == changed.pos() ? value : record.get(field.pos()));
        }
        return copy;
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] out = new byte[bytes.remaining()];
        bytes.duplicate().get(out);
        return out;
    }
}
