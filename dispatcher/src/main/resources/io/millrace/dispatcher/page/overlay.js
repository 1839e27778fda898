// Draws a picture and, over it, what was found in it. Both go onto one canvas in one step, so that
// boxes never stand over another picture than their own.

const FONT = '"Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

// Bright hues that differ in lightness, too; the label beside each box says the same in words.
const HUES = ["#38e1ff", "#ffd23f", "#9cff57", "#ff8ad8", "#ffa552", "#c9b6ff"];

function hue(label) {
  let hash = 0;
  for (const letter of label) {
    hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
  }
  return HUES[hash % HUES.length];
}

/** What a find says or is. */
export function caption(find) {
  return find.text !== "" ? find.text : `${find.label} ${Math.round(find.score * 100)} %`;
}

/** The colour of a find's box. */
export function colour(find) {
  return find.label === "text" ? HUES[0] : hue(find.label);
}

/**
 * Draws a picture scaled to the canvas' width and the finds over it.
 *
 * @returns the number of boxes drawn
 */
export function draw(canvas, bitmap, result, cssWidth, cssHeight) {
  const dots = Math.min(window.devicePixelRatio || 1, 2);
  const fit = Math.min(cssWidth / result.width, cssHeight / result.height);
  const width = Math.max(1, Math.round(result.width * fit));
  const height = Math.max(1, Math.round(result.height * fit));
  const [across, down] = [Math.round(width * dots), Math.round(height * dots)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  pen.imageSmoothingQuality = "medium";
  pen.clearRect(0, 0, width, height);
  if (bitmap) {
    pen.drawImage(bitmap, 0, 0, width, height);
  }
  const scale = width / result.width;
  const boxes = result.finds.map((find) => ({
    find,
    corners: find.quad.map(([x, y]) => [x * scale, y * scale]),
  }));
  boxes.forEach((box) => outline(pen, box));
  label(pen, boxes, width, height);
  return boxes.length;
}

function outline(pen, { find, corners }) {
  pen.beginPath();
  corners.forEach(([x, y], i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
  pen.lineJoin = "round";
  pen.strokeStyle = "rgb(0 0 0 / 65%)";
  pen.lineWidth = 4;
  pen.stroke();
  pen.strokeStyle = colour(find);
  pen.lineWidth = 2;
  pen.stroke();
}

// The surest finds are labelled first; a label that would cover another one is left out, since the
// list below the picture has all of them.
function label(pen, boxes, width, height) {
  pen.font = `600 12px ${FONT}`;
  pen.textBaseline = "middle";
  const taken = [];
  const order = [...boxes].sort((a, b) => b.find.score - a.find.score);
  for (const { find, corners } of order) {
    const text = caption(find);
    const wide = Math.min(pen.measureText(text).width + 12, width);
    const high = 18;
    const left = Math.min(...corners.map(([x]) => x));
    const top = Math.min(...corners.map(([, y]) => y));
    const bottom = Math.max(...corners.map(([, y]) => y));
    const x = Math.max(0, Math.min(left - 1, width - wide));
    const places = [top - high - 2, bottom + 2].filter((y) => y >= 0 && y + high <= height);
    const y = places.find((place) => !taken.some((other) => meet(x, place, wide, high, other)));
    if (y === undefined) {
      continue;
    }
    taken.push([x, y, wide, high]);
    pen.fillStyle = "rgb(8 12 18 / 86%)";
    pen.beginPath();
    pen.roundRect(x, y, wide, high, 4);
    pen.fill();
    pen.fillStyle = colour(find);
    pen.fillRect(x, y + 3, 2, high - 6);
    pen.fillStyle = "#fff";
    pen.fillText(text, x + 7, y + high / 2 + 0.5, wide - 10);
  }
}

function meet(x, y, wide, high, [otherX, otherY, otherWide, otherHigh]) {
  return x < otherX + otherWide && otherX < x + wide && y < otherY + otherHigh && otherY < y + high;
}
