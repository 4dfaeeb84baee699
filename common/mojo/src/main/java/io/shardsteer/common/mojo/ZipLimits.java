package io.shardsteer.common.mojo;

/**
 * What a zip file from outside may unpack to.
 *
 * @param maxEntries most entries
 * @param maxBytes most unpacked bytes of all entries together
 * @param maxRatio most unpacked bytes for each packed byte, over the whole file; small files, below
 *     a megabyte unpacked, may exceed it
 */
record ZipLimits(int maxEntries, long maxBytes, int maxRatio) {}
