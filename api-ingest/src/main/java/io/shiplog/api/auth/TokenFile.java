package io.shiplog.api.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bearer tokens in a file, a line each as Kubernetes' static token file: {@code token,user,uid,"group1,group2"}. */
public final class TokenFile {

    private record Row(byte[] token, User user) {}

    private final List<Row> rows;

    private TokenFile(List<Row> rows) {
        this.rows = rows;
    }

    /** No tokens. */
    public static TokenFile empty() {
        return new TokenFile(List.of());
    }

    /** Reads the file; a missing one has no tokens. Throws IOException that names the line that cannot be read. */
    public static TokenFile read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return empty();
        }
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(row(line, file + " line " + number));
            }
        }
        return new TokenFile(List.copyOf(rows));
    }

    private static Row row(String line, String where) throws IOException {
        String[] parts = line.split(",", 4);
        if (parts.length < 3 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IOException(where + " is not token,user,uid[,\"groups\"]");
        }
        List<String> groups = new ArrayList<>();
        if (parts.length == 4) {
            for (String group : parts[3].replace("\"", "").split(",")) {
                if (!group.isBlank()) {
                    groups.add(group.trim());
                }
            }
        }
        groups.add(User.AUTHENTICATED);
        byte[] token = parts[0].trim().getBytes(StandardCharsets.UTF_8);
        return new Row(token, new User(parts[1].trim(), List.copyOf(groups), parts[2].trim()));
    }

    /** The user of a token, or null. Takes as long for a near miss as for a wild guess. */
    @Nullable
    User find(String token) {
        byte[] given = token.getBytes(StandardCharsets.UTF_8);
        User found = null;
        for (Row row : rows) {
            if (MessageDigest.isEqual(row.token, given)) {
                found = row.user;
            }
        }
        return found;
    }
}
