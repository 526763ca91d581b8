package io.shiplog.schemas.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The codec that the settings ask for. */
public final class RecordCodecs {

    /** Names a class with a public constructor (Map, SecretCipher); our own codec when it is not set. */
    public static final String CLASS_SETTING = "record.codec.class";

    private RecordCodecs() {}

    /**
     * A codec over the registry at schema.registry.url, or of the class named by record.codec.class. Throws
     * IllegalArgumentException with a message for the user when a setting is wrong.
     */
    public static RecordCodec of(Map<String, String> settings, @Nullable SecretCipher cipher) {
        String name = settings.getOrDefault(CLASS_SETTING, "");
        if (name.isEmpty()) {
            return new AvroRecordCodec(new RegistryClient(settings), cipher);
        }
        try {
            return Class.forName(name)
                    .asSubclass(RecordCodec.class)
                    .getConstructor(Map.class, SecretCipher.class)
                    .newInstance(settings, cipher);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    CLASS_SETTING + "=" + name + ": no RecordCodec with a constructor (Map, SecretCipher)", e);
        }
    }
}
