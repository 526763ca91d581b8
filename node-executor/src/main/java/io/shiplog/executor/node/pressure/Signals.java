package io.shiplog.executor.node.pressure;

/**
 * What a node has left; a capacity of 0 stands for a file system that cannot be asked or is counted elsewhere.
 *
 * @param memoryAvailableBytes capacity less working set, -1 when not known
 * @param nodefsAvailableBytes of the file system with volumes and logs
 * @param imagefsAvailableBytes of the file system with images and writable layers
 */
public record Signals(
        long memoryAvailableBytes,
        long nodefsAvailableBytes,
        long nodefsCapacityBytes,
        long imagefsAvailableBytes,
        long imagefsCapacityBytes) {}
