package io.shiplog.executor.runtime.process;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses in 127.64.0.0/10 for pods, which share this machine's network. One of a pod's own lets every pod listen on
 * the same port. Claimed by a file in a folder that all executors of the machine share; the file names the pod's
 * folder, and counts for nothing once that is gone.
 */
final class LoopbackAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackAddresses.class);
    private static final int ADDRESSES = 1 << 22;
    /** Candidates that are looked at: with a full node of every executor nearly all are still free. */
    private static final int TRIES_MAX = 10_000;

    private final Path claims;

    LoopbackAddresses(Path claims) {
        this.claims = claims;
    }

    /** On this machine. */
    static LoopbackAddresses ofMachine() {
        return new LoopbackAddresses(Path.of(System.getProperty("java.io.tmpdir"), "shiplog-addresses"));
    }

    /** Claims an address for a pod's folder; the same again as long as nobody else has it. */
    String claim(String uid, Path folder) throws IOException {
        if (!Files.isDirectory(claims)) {
            Files.createDirectories(claims);
            Files.setPosixFilePermissions(claims, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        for (int i = 0; i < TRIES_MAX; i++) {
            String address = address(uid.hashCode() + i);
            if (take(address, folder)) {
                return address;
            }
        }
        throw new IOException("no address is free in 127.64.0.0/10: remove what is old in " + claims);
    }

    /** Claims a certain address anew, e.g. after the folder of claims was cleared. */
    void keep(String address, Path folder) {
        try {
            if (!address.isEmpty() && !take(address, folder)) {
                LOG.warn("{} of {} is also claimed by another pod of this machine", address, folder);
            }
        } catch (IOException e) {
            LOG.warn("cannot claim {} again: {}", address, e.getMessage());
        }
    }

    private boolean take(String address, Path folder) throws IOException {
        Path claim = claims.resolve(address);
        try {
            Files.createDirectories(claims);
            Files.createFile(claim);
        } catch (FileAlreadyExistsException e) {
            String owner = owner(claim);
            if (!owner.equals(folder.toString())) {
                if (!owner.isEmpty() && Files.exists(Path.of(owner))) {
                    return false;
                }
                if (!Files.isWritable(claim)) {
                    return false;
                }
            }
        }
        Files.writeString(claim, folder.toString());
        return true;
    }

    private static String owner(Path claim) {
        try {
            return Files.readString(claim).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Gives an address back, if it is this folder's. */
    void release(String address, Path folder) {
        if (address.isEmpty()) {
            return;
        }
        Path claim = claims.resolve(address);
        try {
            if (owner(claim).equals(folder.toString())) {
                Files.deleteIfExists(claim);
            }
        } catch (IOException e) {
            LOG.debug("{} is left behind", claim, e);
        }
    }

    /** The n-th address; last octets 0 and 255 are left out. */
    static String address(int n) {
        int bits = Math.floorMod(n * 0x9E3779B1, ADDRESSES);
        int last = 1 + (bits & 0xff) % 254;
        return "127." + (64 + (bits >>> 16)) + "." + (bits >>> 8 & 0xff) + "." + last;
    }
}
