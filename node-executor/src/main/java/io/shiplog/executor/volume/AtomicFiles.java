package io.shiplog.executor.volume;

import io.shiplog.executor.volume.VolumePlan.PlannedFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes all files of a volume at once, as Kubernetes does: they lie in a directory of their own, {@code ..data} points
 * to it and is swapped by a rename, and what the user sees are links through {@code ..data}. A reader sees either the
 * old files or the new ones.
 */
final class AtomicFiles {

    private static final String DATA = "..data";
    private static final String NEXT = "..data_tmp";
    private static final int DIRECTORY = 0755;

    private final Path volume;
    private final int group;

    /** @param group group that owns the files (fsGroup) and may read them, or -1 to leave it */
    AtomicFiles(Path volume, int group) {
        this.volume = volume;
        this.group = group;
    }

    /** Makes the volume hold these files and no others; nothing is touched when it does already. */
    void write(Map<String, PlannedFile> files) throws IOException {
        Files.createDirectories(volume);
        permit(volume, DIRECTORY);
        Path before = current();
        if (before != null && holds(before, files)) {
            links(files.keySet());
            return;
        }
        Path next = Files.createTempDirectory(volume, "..");
        permit(next, DIRECTORY);
        for (Map.Entry<String, PlannedFile> file : files.entrySet()) {
            one(next, file.getKey(), file.getValue());
        }
        Path link = volume.resolve(NEXT);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, next.getFileName());
        Files.move(link, volume.resolve(DATA), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        links(files.keySet());
        removeOthers(next);
    }

    private @Nullable Path current() throws IOException {
        try {
            Path target = volume.resolve(Files.readSymbolicLink(volume.resolve(DATA)));
            return Files.isDirectory(target) ? target : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private void one(Path root, String path, PlannedFile file) throws IOException {
        Path target = root.resolve(path).normalize();
        if (!target.startsWith(root) || target.equals(root)) {
            throw new IOException("path \"" + path + "\" leads out of the volume");
        }
        for (Path parent : root.relativize(target.getParent())) {
            root = root.resolve(parent);
            if (!parent.toString().isEmpty() && !Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(root);
                permit(root, DIRECTORY);
            }
        }
        Files.write(target, file.bytes());
        permit(target, mode(file));
    }

    private int mode(PlannedFile file) {
        return group < 0 ? file.mode() : file.mode() | 0440;
    }

    private void permit(Path path, int mode) throws IOException {
        if (group >= 0) {
            Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setPosixFilePermissions(path, permissions(mode));
    }

    static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all = PosixFilePermission.values(); // owner read, write, execute, group read …
        Set<PosixFilePermission> out = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                out.add(all[bit]);
            }
        }
        return out;
    }

    private boolean holds(Path directory, Map<String, PlannedFile> files) throws IOException {
        Set<String> there = new TreeSet<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter(Files::isRegularFile)
                    .forEach(p -> there.add(directory.relativize(p).toString()));
        }
        Set<String> wanted = new TreeSet<>();
        for (Map.Entry<String, PlannedFile> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey()).normalize();
            wanted.add(directory.relativize(path).toString());
            if (!Files.isRegularFile(path)
                    || !Files.getPosixFilePermissions(path).equals(permissions(mode(file.getValue())))
                    || !Arrays.equals(Files.readAllBytes(path), file.getValue().bytes())) {
                return false;
            }
        }
        return there.equals(wanted);
    }

    /** What the user sees: a link for the first step of every path. Links to what is gone are removed. */
    private void links(Set<String> paths) throws IOException {
        Set<String> wanted = new TreeSet<>();
        paths.forEach(path -> wanted.add(Path.of(path).normalize().getName(0).toString()));
        for (String name : wanted) {
            Path link = volume.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(volume)) {
            for (Path path : all) {
                String name = path.getFileName().toString();
                if (Files.isSymbolicLink(path) && !name.equals(DATA) && !wanted.contains(name)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Directories of earlier contents, also of a write that was cut off. */
    private void removeOthers(Path current) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(volume)) {
            for (Path path : all) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !path.equals(current)) {
                    Trees.delete(path);
                }
            }
        }
    }
}
