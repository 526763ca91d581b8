package io.shiplog.standalone.cell;

import io.shiplog.schemas.role.ClusterContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name of one of several processes of a role, the same after a restart on the same directory and no other's, as
 * Kafka's group.instance.id has to be (KIP-345): two members of one name would fence each other for ever.
 */
final class InstanceName {

    private static final String FILE = "instance-name";

    private InstanceName() {}

    /** The name in the role's directory; made, and kept there, the first time. */
    static String of(ClusterContext context, String role) {
        Path file = context.dataDir().resolve(FILE);
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            Files.createDirectories(context.dataDir());
            String name = role + "-" + UUID.randomUUID();
            Files.writeString(file, name + "\n");
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the name of this " + role + " in " + file, e);
        }
    }
}
