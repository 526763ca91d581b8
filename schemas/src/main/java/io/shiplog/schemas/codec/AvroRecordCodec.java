package io.shiplog.schemas.codec;

import io.shiplog.schemas.record.Tick;
import io.shiplog.schemas.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Avro in Confluent's wire format: 0, the schema id in four bytes, Avro binary. Reads with our schema whatever
 * compatible
 * schema wrote; Secrets are encrypted on the way out and readable on the way in.
 */
public final class AvroRecordCodec implements RecordCodec {

    private static final byte MAGIC = 0;
    private static final int HEAD_BYTES = 5;
    /** Buffers above this are not kept between records, so that one huge object does not stay for ever. */
    private static final int KEPT_BUFFER_BYTES = 256 * 1024;
    /** A record of a few pods; the first of a thread grows from here. */
    private static final int FIRST_BUFFER_BYTES = 4096;

    static {
        // Avro makes objects only of classes that it was told to trust, since a schema may come from anywhere.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getPackage() == Tick.class.getPackage()));
    }

    private final SchemaIds ids;
    private final @Nullable SecretCipher cipher;
    private final SpecificData data = new SpecificData(AvroRecordCodec.class.getClassLoader());
    private final Map<String, TopicSchema> topics = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> writers = new ConcurrentHashMap<>();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** A topic's own schema and, once asked for, its id. */
    private static final class TopicSchema {
        final Schema schema;
        volatile int id = -1;

        TopicSchema(Schema schema) {
            this.schema = schema;
        }
    }

    /** What a thread uses again and again. */
    private static final class Scratch {
        Bytes buffer = new Bytes(FIRST_BUFFER_BYTES);

        @Nullable
        BinaryEncoder encoder;

        @Nullable
        BinaryDecoder decoder;

        final Map<String, SpecificDatumWriter<SpecificRecord>> writers = new HashMap<>();
        final Map<String, Map<String, SpecificDatumReader<SpecificRecord>>> readers = new HashMap<>();
    }

    /**
     * A codec.
     *
     * @param cipher null for a process that may not read Secrets; it then writes them as they are, so only tests do
     *     that
     */
    public AvroRecordCodec(SchemaIds ids, @Nullable SecretCipher cipher) {
        this.ids = ids;
        this.cipher = cipher;
        // Generated encode and decode methods instead of reflection on field positions.
        data.setCustomCoders(true);
    }

    @Override
    public byte[] encode(Topic topic, SpecificRecord record) {
        TopicSchema own = own(topic);
        if (own == null || type(own.schema, record.getSchema().getFullName()) == null) {
            throw new IllegalArgumentException("topic " + topic.name() + " has no records of type "
                    + record.getSchema().getName());
        }
        SpecificRecord safe = SecretFields.encrypted(record, cipher);
        Scratch mine = scratch.get();
        Bytes out = mine.buffer;
        out.reset();
        int id = id(topic, own);
        out.write(MAGIC);
        out.write(id >>> 24);
        out.write(id >>> 16);
        out.write(id >>> 8);
        out.write(id);
        try {
            mine.encoder = EncoderFactory.get().directBinaryEncoder(out, mine.encoder);
            mine.writers
                    .computeIfAbsent(topic.name(), n -> new SpecificDatumWriter<>(own.schema, data))
                    .write(safe, mine.encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = out.toByteArray();
        if (bytes.length > KEPT_BUFFER_BYTES) {
            mine.buffer = new Bytes(FIRST_BUFFER_BYTES);
        }
        return bytes;
    }

    @Override
    public SpecificRecord decode(Topic topic, byte[] bytes) {
        TopicSchema own = own(topic);
        if (own == null) {
            throw new UndecodableRecordException("topic " + topic.name() + " carries plain text, no records");
        }
        if (bytes.length < HEAD_BYTES || bytes[0] != MAGIC) {
            throw new UndecodableRecordException("not Confluent's wire format: "
                    + (bytes.length < HEAD_BYTES
                            ? "only " + bytes.length + " bytes"
                            : "the first byte is " + (bytes[0] & 0xff) + ", not 0"));
        }
        int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
        Schema writer = writer(id);
        Scratch mine = scratch.get();
        SpecificRecord read;
        try {
            mine.decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES, mine.decoder);
            Schema written = writer.isUnion() ? branch(writer, mine.decoder.readIndex()) : writer;
            read = reader(mine, topic, id, written, own.schema).read(null, mine.decoder);
            if (!mine.decoder.isEnd()) {
                throw new UndecodableRecordException(
                        "bytes left over after a " + read.getSchema().getName() + " of schema " + id);
            }
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new UndecodableRecordException(
                    "does not fit schema " + id + " as a value of topic " + topic.name() + ": " + reason(e), e);
        }
        return SecretFields.decrypted(read, cipher);
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Schema branch(Schema union, int index) {
        if (index < 0 || index >= union.getTypes().size()) {
            throw new UndecodableRecordException("names record type number " + index + " of a schema that has "
                    + union.getTypes().size());
        }
        return union.getTypes().get(index);
    }

    /** Types are matched by name here: Avro itself would also take another type whose fields happen to fit. */
    private SpecificDatumReader<SpecificRecord> reader(Scratch mine, Topic topic, int id, Schema written, Schema own) {
        Map<String, SpecificDatumReader<SpecificRecord>> readers =
                mine.readers.computeIfAbsent(topic.name(), n -> new HashMap<>());
        String name = id + written.getFullName();
        SpecificDatumReader<SpecificRecord> known = readers.get(name);
        if (known == null) {
            Schema wanted = type(own, written.getFullName());
            if (wanted == null) {
                throw new UndecodableRecordException("a record of type " + written.getFullName()
                        + " does not belong on topic " + topic.name() + ", or is of a newer version than this one");
            }
            known = new SpecificDatumReader<>(written, wanted, data);
            readers.put(name, known);
        }
        return known;
    }

    private static @Nullable Schema type(Schema schema, String fullName) {
        if (schema.isUnion()) {
            Integer index = schema.getIndexNamed(fullName);
            return index == null ? null : schema.getTypes().get(index);
        }
        return schema.getFullName().equals(fullName) ? schema : null;
    }

    private Schema writer(int id) {
        Schema known = writers.get(id);
        if (known == null) {
            known = ids.schema(id);
            writers.put(id, known);
        }
        return known;
    }

    private @Nullable TopicSchema own(Topic topic) {
        TopicSchema known = topics.get(topic.name());
        if (known == null) {
            Schema schema = topic.valueSchema();
            if (schema == null) {
                return null;
            }
            known = topics.computeIfAbsent(topic.name(), n -> new TopicSchema(schema));
        }
        return known;
    }

    private int id(Topic topic, TopicSchema own) {
        int id = own.id;
        if (id < 0) {
            id = ids.id(topic.subject(), own.schema);
            own.id = id;
            writers.put(id, own.schema);
        }
        return id;
    }
}
