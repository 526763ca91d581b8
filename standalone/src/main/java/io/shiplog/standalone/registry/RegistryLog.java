package io.shiplog.standalone.registry;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where a registry's records lie, in order. */
interface RegistryLog extends AutoCloseable {

    /** Gives every record written so far, oldest first; a null value removes its key. */
    void replay(BiConsumer<byte[], byte @Nullable []> records);

    /** Writes a record and returns when it is safe. Throws RegistryException when it cannot be written. */
    void append(byte[] key, byte @Nullable [] value);

    @Override
    void close();
}
