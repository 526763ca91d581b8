package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where no mount namespace is to be had, a volume appears through a link at its mountPath, which then is there for the
 * whole machine. Made only where nothing is and where this user may write; every link is noted and taken away with the
 * pod.
 */
final class Links {

    private static final String NOTES = "links";

    private Links() {}

    /** Makes links from mount paths to where the volumes are. */
    static void make(Path podFolder, Map<String, Path> sources) throws IOException, StartException {
        for (Map.Entry<String, Path> entry : sources.entrySet()) {
            Path link = Path.of(entry.getKey());
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(entry.getValue())) {
                continue; // of another container of the pod, or of an earlier run
            }
            Path parent = link.getParent();
            if (parent == null || Files.exists(link) || !Files.isWritable(parent)) {
                throw new StartException(
                        "CreateContainerError",
                        "cannot mount at " + link + ": this machine gives the executor no mount namespace, and a link"
                                + " cannot be made there ("
                                + (Files.exists(link) ? "it exists" : parent + " is missing or read-only")
                                + "); start the executor as root, or mount below a directory of its user");
            }
            Files.writeString(podFolder.resolve(NOTES), notes(podFolder) + link + "\n");
            Files.createSymbolicLink(link, entry.getValue());
        }
    }

    private static String notes(Path podFolder) throws IOException {
        Path file = podFolder.resolve(NOTES);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Takes away what was made for a pod and still leads into its folder or where it led. */
    static void remove(Path podFolder) throws IOException {
        Set<String> links = new LinkedHashSet<>(notes(podFolder).lines().toList());
        for (String link : links) {
            if (!link.isEmpty() && Files.isSymbolicLink(Path.of(link))) {
                Files.delete(Path.of(link));
            }
        }
    }
}
