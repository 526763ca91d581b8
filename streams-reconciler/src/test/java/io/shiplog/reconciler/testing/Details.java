package io.shiplog.reconciler.testing;

import io.shiplog.schemas.record.NodeDetails;
import java.util.List;
import java.util.Map;

/** What an executor says of a small simulated node. */
public final class Details {

    private Details() {}

    /** With nothing wrong; to be changed. */
    public static NodeDetails.Builder ofANode() {
        return NodeDetails.newBuilder()
                .setRuntimeVersion("simulated://1")
                .setVersion("v1")
                .setOsImage("")
                .setKernelVersion("")
                .setOperatingSystem("linux")
                .setArchitecture("amd64")
                .setAddresses(Map.of())
                .setCapacity(Map.of("cpu", "4"))
                .setAllocatable(Map.of("cpu", "4"))
                .setLabels(Map.of())
                .setConditions(List.of())
                .setTaints(List.of());
    }
}
