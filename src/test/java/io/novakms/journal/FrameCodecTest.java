package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A frame counts in its file, at its place, in its batch, and as its kind. */
class FrameCodecTest {
  private static final byte[] TEXT = {1, 2, 3};
  private static final int SIZE = Frame.sizeOf(TEXT.length);
  private static final long OFFSET = 1024;
  private static final long BATCH = 512;

  private final FrameCodec codec = codec(1);

  @Test
  void frameComesBackAsItWasWritten() throws IOException {
    byte[] bytes = written();
    assertThat(FrameCodec.sizeAt(bytes, 8, OFFSET, SIZE)).isEqualTo(SIZE);
    Frame frame = codec.read(bytes, 8, OFFSET, SIZE);
    assertThat(frame.kind()).isEqualTo(FrameKind.RELEASED);
    assertThat(frame.batchStart()).isEqualTo(BATCH);
    assertThat(frame.end()).isEqualTo(OFFSET + SIZE);
    assertThat(codec.open(frame)).isEqualTo(TEXT);
  }

  @Test
  void frameIsNoneElsewhere() {
    byte[] bytes = written();
    assertThat(codec.read(bytes, 8, OFFSET + 8, SIZE)).isNull();
    assertThat(codec(2).read(bytes, 8, OFFSET, SIZE)).isNull();
    assertThat(FrameCodec.sizeAt(bytes, 8, OFFSET, SIZE - 1)).isEqualTo(-1);
    assertThat(FrameCodec.sizeAt(bytes, 8, BATCH, SIZE)).isEqualTo(-1);
  }

  @Test
  void everyFlippedByteIsNoticed() {
    byte[] whole = written();
    for (int i = 8; i < 8 + SIZE; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= (byte) (1 << i % 8);
      int size = FrameCodec.sizeAt(bytes, 8, OFFSET, SIZE);
      assertThat(size < 0 || codec.read(bytes, 8, OFFSET, size) == null).isTrue();
    }
  }

  @Test
  void alteredPlaceOrKindIsNotOpened() {
    Frame frame = codec.read(written(), 8, OFFSET, SIZE);
    assertRefused(new Frame(FrameKind.ENTRY, OFFSET, BATCH, frame.sealed()));
    assertRefused(new Frame(frame.kind(), OFFSET + 8, BATCH + 8, frame.sealed()));
    assertRefused(new Frame(frame.kind(), OFFSET, BATCH + 8, frame.sealed()));
  }

  private void assertRefused(Frame frame) {
    assertThatExceptionOfType(DamagedException.class)
        .isThrownBy(() -> codec.open(frame))
        .withMessageContaining("a file");
  }

  private byte[] written() {
    byte[] bytes = new byte[8 + SIZE];
    codec.write(FrameKind.RELEASED, OFFSET, BATCH, TEXT, bytes, 8);
    return bytes;
  }

  private static FrameCodec codec(long number) {
    byte[] header = new byte[SegmentHeader.BYTES];
    return new FrameCodec("a file", number, Fixtures.SECRET.keys().journalKey().cipher(header));
  }
}
