package io.shiplog.executor.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** hostPath volumes: the checks and the making that their type asks for, in the kubelet's words. */
final class HostPaths {

    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    private HostPaths() {}

    /** Checks a path against the type of a HostPathVolumeSource. Throws when it does not hold. */
    static Path checked(String path, String type) throws IOException {
        Path at = Path.of(path);
        switch (type) {
            case "" -> {
                if (!Files.exists(at)) {
                    directory(at); // as container engines do with a source that is not there
                }
            }
            case "DirectoryOrCreate" -> {
                if (!Files.exists(at)) {
                    directory(at);
                }
                require(Files.isDirectory(at), path, "a directory");
            }
            case "Directory" -> require(Files.isDirectory(at), path, "a directory");
            case "FileOrCreate" -> {
                if (!Files.exists(at)) {
                    Files.createFile(at, mode("rw-r--r--"));
                }
                require(Files.isRegularFile(at), path, "a file");
            }
            case "File" -> require(Files.isRegularFile(at), path, "a file");
            case "Socket" -> require(is(at, SOCKET), path, "a socket file");
            case "CharDevice" -> require(is(at, CHARACTER_DEVICE), path, "a character device");
            case "BlockDevice" -> require(is(at, BLOCK_DEVICE), path, "a block device");
            default -> throw new IOException("hostPath type " + type + " is not known");
        }
        return at;
    }

    private static void directory(Path path) throws IOException {
        Files.createDirectories(path, mode("rwxr-xr-x"));
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static boolean is(Path path, int type) throws IOException {
        return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == type;
    }

    private static void require(boolean holds, String path, String what) throws IOException {
        if (!holds) {
            throw new IOException("hostPath type check failed: " + path + " is not " + what);
        }
    }
}
