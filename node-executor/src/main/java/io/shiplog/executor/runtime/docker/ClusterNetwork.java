package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Network;
import io.shiplog.executor.network.PodInterface;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bridge network of a cluster on one engine, on which every pod keeps one address whatever becomes of its
 * containers. The engine takes addresses from us only on a network whose subnet we chose. Thread-safe.
 */
final class ClusterNetwork {

    /** A bridge has 1023 ports at most, so a /20 is more than enough. */
    private static final int PREFIX = 20;

    private static final int SUBNETS_TRIED_MAX = 64;
    private static final int SUBNETS = 2048; // 10.64.0.0 to 10.191.240.0
    /** Stands for the address of a pod on its host's network. */
    static final String HOST = "host";

    private final Engine engine;
    private final String cluster;
    private final String host;
    private final Map<String, String> home;
    private final Map<String, String> places = new HashMap<>();
    private final PodWiring wiring;
    private @Nullable AddressPool pool;
    private @Nullable PodInterface interfaces;

    /**
     * A network that the first address makes.
     *
     * @param home labels that say where the executor that made it lives ({@link EngineOrphans#home})
     */
    ClusterNetwork(Engine engine, String cluster, String host, Map<String, String> home, PodWiring wiring) {
        this.engine = engine;
        this.cluster = cluster;
        this.host = host;
        this.home = home;
        this.wiring = wiring;
    }

    /** Its name in the engine. */
    static String name(String cluster) {
        return "shiplog-" + cluster;
    }

    String name() {
        return name(cluster);
    }

    /**
     * Makes sure that the network is there and gives the pod's address on it.
     *
     * @param byUs its interface may be put in by this executor ({@link #interfaces})
     */
    synchronized String addressOf(String uid, boolean byUs) {
        AddressPool from = pool == null ? open() : pool;
        pool = from;
        String address = from.of(uid, byUs && interfaces != null);
        places.put(uid, address);
        return address;
    }

    /** What puts this address into its pod, or null when the engine does. */
    synchronized @Nullable PodInterface interfaces(String address) {
        return pool != null && !address.equals(HOST) && pool.ofUpper(address) ? interfaces : null;
    }

    /** The pod has its host's network. */
    synchronized void onHost(String uid) {
        places.put(uid, HOST);
    }

    /** Where a pod is: its address, {@link #HOST}, or empty when it is not known. */
    synchronized String place(String uid) {
        return places.getOrDefault(uid, "");
    }

    /** A container carries this address. */
    synchronized void adopt(String uid, String address) {
        if (address.isEmpty()) {
            return;
        }
        places.put(uid, address);
        if (pool != null && !address.equals(HOST)) {
            pool.mark(uid, address);
        }
    }

    /** The engine says that the pod's address is in use. */
    synchronized void spoilt(String uid) {
        if (pool != null) {
            pool.spoilt(uid);
        }
        places.remove(uid);
    }

    synchronized void release(String uid) {
        places.remove(uid);
        if (pool != null) {
            pool.release(uid);
        }
    }

    /** The network has vanished; the next {@link #addressOf} makes it anew. */
    synchronized void lost() {
        pool = null;
    }

    private AddressPool open() {
        String subnet = subnet();
        interfaces = wiring.find(engine.network(name()));
        AddressPool out = new AddressPool(subnet, host.hashCode());
        // Containers of other executors of the cluster stand on the same network.
        engine.list(Map.of(Labels.CLUSTER, cluster)).forEach(container -> {
            String address = container.getLabels().getOrDefault(Labels.ADDRESS, "");
            if (!address.isEmpty() && !address.equals(HOST)) {
                out.mark(container.getLabels().getOrDefault(Labels.POD_UID, ""), address);
            }
        });
        places.forEach((uid, address) -> {
            if (!address.equals(HOST)) {
                out.mark(uid, address);
            }
        });
        return out;
    }

    private String subnet() {
        String there = engine.subnet(name());
        if (!there.isEmpty()) {
            return there;
        }
        List<int[]> own = own();
        String refusal = "";
        for (int i = 0; i < SUBNETS_TRIED_MAX; i++) {
            int number = Math.floorMod(cluster.hashCode() + i * 37, SUBNETS);
            int network = (10 << 24) + (64 << 16) + (number << (32 - PREFIX));
            if (overlaps(network, own)) {
                continue;
            }
            String subnet = "10." + ((network >>> 16) & 0xff) + "." + ((network >>> 8) & 0xff) + ".0/" + PREFIX;
            try {
                engine.createNetwork(name(), subnet, labels());
                return subnet;
            } catch (EngineRefusalException e) {
                there = engine.subnet(name()); // another executor was quicker
                if (!there.isEmpty()) {
                    return there;
                }
                refusal = String.valueOf(e.getMessage());
            }
        }
        throw new EngineRefusalException(500, "no subnet is free for the cluster's network: " + refusal);
    }

    private Map<String, String> labels() {
        Map<String, String> out = new HashMap<>(home);
        out.put(Labels.CLUSTER, cluster);
        return out;
    }

    /** Networks that this machine is already part of: the engine does not mind shadowing them. */
    private static List<int[]> own() {
        List<int[]> out = new ArrayList<>();
        try {
            for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InterfaceAddress address : device.getInterfaceAddresses()) {
                    if (address.getAddress() instanceof Inet4Address) {
                        int number = ByteBuffer.wrap(address.getAddress().getAddress())
                                .getInt();
                        out.add(new int[] {number, address.getNetworkPrefixLength()});
                    }
                }
            }
        } catch (SocketException e) {
            return out;
        }
        return out;
    }

    private static boolean overlaps(int network, List<int[]> own) {
        for (int[] other : own) {
            int prefix = Math.min(PREFIX, other[1]);
            int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
            if ((network & mask) == (other[0] & mask)) {
                return true;
            }
        }
        return false;
    }

    /** Subnet of a network that was looked up, or empty. */
    static String subnet(Network network) {
        var ipam = network.getIpam();
        if (ipam == null || ipam.getConfig() == null) {
            return "";
        }
        for (Network.Ipam.Config config : ipam.getConfig()) {
            String subnet = config.getSubnet();
            if (subnet != null && subnet.indexOf(':') < 0) {
                return subnet;
            }
        }
        return "";
    }
}
