package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** TCP ports on which somebody on this machine listens at every address: nobody else can listen there at all. */
final class ListeningPorts {

    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** The ports of this moment. */
    static Set<Integer> everywhere() {
        Set<Integer> out = new TreeSet<>();
        read("/proc/net/tcp", out);
        read("/proc/net/tcp6", out);
        return out;
    }

    private static void read(String file, Set<Integer> out) {
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 3 && fields[3].equals(LISTEN)) {
                    String[] local = fields[1].split(":");
                    if (local[0].chars().allMatch(c -> c == '0')) {
                        out.add(Integer.parseInt(local[1], 16));
                    }
                }
            }
        } catch (IOException e) {
            return; // no IPv6 here
        }
    }
}
