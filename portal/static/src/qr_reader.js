// Reads QR codes from a film where the browser itself cannot. A file of its own, fetched only by whoever
// uses a camera: it weighs more than all other scripts together.
import jsQR from "jsqr";

// Enough to read a code that fills a quarter of the picture, and no more work than a phone can do.
const WIDEST = 800;

export class QrReader {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.pen = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Answers as the browsers' own `BarcodeDetector` does. */
  async detect(video) {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.round(side * scale));
    if (!width || !height) {
      return [];
    }
    [this.canvas.width, this.canvas.height] = [width, height];
    this.pen.drawImage(video, 0, 0, width, height);
    const found = jsQR(this.pen.getImageData(0, 0, width, height).data, width, height, {
      inversionAttempts: "dontInvert",
    });
    return found ? [{ rawValue: found.data }] : [];
  }
}
