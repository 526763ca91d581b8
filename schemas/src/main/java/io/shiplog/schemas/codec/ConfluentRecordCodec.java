package io.shiplog.schemas.codec;

import io.shiplog.schemas.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Records through Confluent's own Avro serializer, which Maven Central does not have: build with {@code -Pconfluent}
 * and set
 * {@code record.codec.class} to this class. It is found by name, so nothing here needs it to compile.
 *
 * <p>Our schemas are registered as unions under {@code <topic>-value} beforehand; the serializer is told to use the
 * latest
 * of the subject instead of registering each record type on its own.
 */
public final class ConfluentRecordCodec implements RecordCodec {

    /** Names the serializer's class; Confluent's own unless set, so that a test can put one in its place. */
    public static final String SERIALIZER_SETTING = "record.serializer.class";
    /** Names the deserializer's class. */
    public static final String DESERIALIZER_SETTING = "record.deserializer.class";

    private final Serializer<Object> serializer;
    private final Deserializer<Object> deserializer;
    private final RegistryClient registry;
    private final @Nullable SecretCipher cipher;

    /**
     * A codec of these settings (schema.registry.url and the rest are Confluent's). Throws when the classes are
     * missing.
     */
    public ConfluentRecordCodec(Map<String, String> settings, @Nullable SecretCipher cipher) {
        this.cipher = cipher;
        this.registry = new RegistryClient(settings);
        Map<String, Object> all = new HashMap<>(settings);
        all.put("auto.register.schemas", false);
        all.put("use.latest.version", true);
        all.put("latest.compatibility.strict", false);
        all.put("specific.avro.reader", true);
        this.serializer =
                make(settings.getOrDefault(SERIALIZER_SETTING, "io.confluent.kafka.serializers.KafkaAvroSerializer"));
        this.deserializer = make(
                settings.getOrDefault(DESERIALIZER_SETTING, "io.confluent.kafka.serializers.KafkaAvroDeserializer"));
        serializer.configure(all, false);
        deserializer.configure(all, false);
    }

    @SuppressWarnings("unchecked") // a serializer of anything, as Kafka's own configuration takes them
    private static <T> T make(String className) {
        try {
            return (T) Class.forName(className).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    className + " is not on the class path: build with -Pconfluent, or leave record.codec.class out",
                    e);
        }
    }

    @Override
    public synchronized byte[] encode(Topic topic, SpecificRecord record) {
        Schema schema = topic.valueSchema();
        if (schema == null) {
            throw new IllegalArgumentException("topic " + topic.name() + " carries plain text, no records");
        }
        registry.id(topic.subject(), schema);
        return serializer.serialize(topic.name(), SecretFields.encrypted(record, cipher));
    }

    @Override
    public synchronized SpecificRecord decode(Topic topic, byte[] bytes) {
        try {
            if (deserializer.deserialize(topic.name(), bytes) instanceof SpecificRecord record) {
                return SecretFields.decrypted(record, cipher);
            }
        } catch (SerializationException e) {
            throw new UndecodableRecordException(String.valueOf(e.getMessage()), e);
        }
        throw new UndecodableRecordException("not one of the records of " + topic.name());
    }
}
