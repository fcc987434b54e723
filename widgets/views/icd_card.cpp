// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/icd_card.h"

#include "widgets/bridge/format.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <cmath>

namespace fulcrum::views {

namespace {

/// Colours of samples that stand in more than one lane; further ones get numbers only.
constexpr QRgb kIdentityColors[] = {
    0xffd55e00, 0xff0072b2, 0xff009e73, 0xffcc79a7, 0xffe69f00, 0xff56b4e9, 0xff8561c5, 0xff7a7a7a};
constexpr int kIdentities = static_cast<int>(std::size(kIdentityColors));

constexpr double kTint = 0.12; ///< of the strategy's colour in the ground of what it alone has (UX.md 5.5)

/// Where the parts of a card lie.
struct Places
{
    QSize size;
    QRectF picture, text; ///< no text where its height is 0
    int lines;
    double numbers; ///< left end of the numbers; they end at the right end of the text
    double below;   ///< what is left below them
};

Places placesOf(IcdCard::Shape shape)
{
    switch (shape) {
    case IcdCard::Shape::Wide: return {{200, 104}, {12, 9, 84, 86}, {104, 7, 90, 60}, 3, 104, 14};
    case IcdCard::Shape::Small: return {{80, 78}, {10, 7, 64, 46}, {10, 0, 66, 0}, 0, 10, 6};
    case IcdCard::Shape::Tall: break;
    }
    return {{IcdCard::kWidth, IcdCard::kHeight}, {12, 9, 102, 96}, {12, 111, 102, 40}, 2, 12, 14};
}

/// The definitions of UX.md 5.4, in the words of the tool tips.
QString explain(const bridge::IcdView& icd)
{
    QStringList lines {icd.text};
    if (!icd.answer.isEmpty())
        lines.append(IcdCard::tr("Answer: %1").arg(icd.answer));
    if (icd.edited)
        lines.append(IcdCard::tr("Edited for this what-if; the data set says something else"));
    lines.append(icd.step < 0 ? IcdCard::tr("Sample %1").arg(icd.id)
                              : IcdCard::tr("Sample %1, chosen in step %2").arg(icd.id).arg(icd.step + 1));
    if (std::isfinite(icd.probability))
        lines.append(IcdCard::tr("Step probability %1: softmax over the candidates after masking earlier picks")
                         .arg(bridge::number(icd.probability, 4)));
    if (icd.rank > 0)
        lines.append(IcdCard::tr("Rank %1 among all candidates of the step").arg(icd.rank));
    if (std::isfinite(icd.entropyBits))
        lines.append(IcdCard::tr("Entropy %1 bits of the step's distribution").arg(bridge::number(icd.entropyBits, 2)));
    if (std::isfinite(icd.similarity))
        lines.append(IcdCard::tr("Cosine similarity %1 between query and demonstration").arg(bridge::number(icd.similarity, 4)));
    if (std::isfinite(icd.gain))
        lines.append(IcdCard::tr("Gain %1: P(y|x,S) with this demonstration minus without it").arg(bridge::number(icd.gain, 4)));
    return lines.join(u'\n');
}

} // namespace

QSize IcdCard::sizeOf(Shape shape) { return placesOf(shape).size; }

IcdCard::IcdCard(const bridge::IcdView& icd, int position, int count, bridge::ThumbnailProvider* thumbnails, QWidget* parent, Shape shape)
    : QWidget(parent), m_icd(icd), m_position(position), m_shape(shape), m_thumbnails(thumbnails)
{
    setFixedSize(sizeOf(shape));
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(explain(icd));
    QString name = icd.step < 0
        ? tr("Demonstration %1 of %2: %3").arg(position + 1).arg(count).arg(icd.text)
        : tr("Demonstration %1 of %2, chosen in step %3: %4").arg(position + 1).arg(count).arg(icd.step + 1).arg(icd.text);
    if (!icd.answer.isEmpty())
        name += QStringLiteral(" ") + icd.answer;
    setAccessibleName(name);
    setAccessibleDescription(badges().join(QStringLiteral(", ")));
    connect(thumbnails, &bridge::ThumbnailProvider::ready, this, qOverload<>(&QWidget::update));
}

void IcdCard::setIdentity(const QColor& color, int number)
{
    m_identity = color;
    m_identityNumber = number;
    update();
}

void IcdCard::colorIdentities(const QVector<IcdCard*>& cards)
{
    QHash<std::int64_t, int> uses, numbers;
    for (const IcdCard* card : cards)
        ++uses[card->icd().index];
    for (IcdCard* card : cards) {
        const std::int64_t index = card->icd().index;
        if (uses[index] >= 2 && !numbers.contains(index))
            numbers.insert(index, static_cast<int>(numbers.size()));
        const int number = uses[index] >= 2 ? numbers[index] : kIdentities;
        card->setIdentity(number < kIdentities ? QColor(kIdentityColors[number]) : QColor(), number + 1);
    }
}

void IcdCard::walk(const QVector<IcdCard*>& cards, const IcdCard* from, int key)
{
    const bool across = key == Qt::Key_Left || key == Qt::Key_Right;
    const int sign = key == Qt::Key_Right || key == Qt::Key_Down ? 1 : -1;
    const QPoint start = from->mapToGlobal(from->rect().center());
    IcdCard* nearest = nullptr;
    std::pair<int, int> least;
    for (IcdCard* card : cards) {
        const QPoint to = card->mapToGlobal(card->rect().center()) - start;
        const int along = sign * (across ? to.x() : to.y()), aside = std::abs(across ? to.y() : to.x());
        // To the side: in the same row only. Up and down: the next row, and there the nearest.
        if (card == from || !card->isVisible() || along <= 0 || (across && aside > from->height() / 2))
            continue;
        if (const std::pair distance(along, aside); !nearest || distance < least) {
            nearest = card;
            least = distance;
        }
    }
    if (!nearest)
        return;
    nearest->setFocus(Qt::OtherFocusReason);
    for (QWidget* around = nearest->parentWidget(); around; around = around->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(around))
            area->ensureWidgetVisible(nearest, 16, 16);
}

void IcdCard::setTint(const QColor& color)
{
    m_tint = color;
    update();
}

void IcdCard::setSelected(bool selected)
{
    m_selected = selected;
    update();
}

QStringList IcdCard::badges() const
{
    QStringList texts;
    if (std::isfinite(m_icd.probability))
        texts.append(tr("p %1").arg(bridge::share(m_icd.probability)));
    if (m_icd.rank > 0)
        texts.append(QStringLiteral("#%1").arg(m_icd.rank));
    if (std::isfinite(m_icd.similarity))
        texts.append(tr("sim %1").arg(bridge::share(m_icd.similarity)));
    if (std::isfinite(m_icd.gain))
        texts.append(tr("g %1").arg(bridge::gain(m_icd.gain)));
    if (m_icd.edited)
        texts.prepend(tr("edited"));
    return texts;
}

bool IcdCard::event(QEvent* event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave || event->type() == QEvent::FocusIn
        || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

void IcdCard::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    Q_EMIT entered(m_position);
}

void IcdCard::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton && (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        Q_EMIT dragged(m_position);
}

void IcdCard::mouseDoubleClickEvent(QMouseEvent*) { Q_EMIT activated(m_position); }

void IcdCard::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    Q_EMIT entered(m_position);
}

void IcdCard::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT activated(m_position);
    else if (event->modifiers() == Qt::NoModifier && event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down)
        Q_EMIT walked(event->key());
    else
        QWidget::keyPressEvent(event);
}

void IcdCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintGround(painter, QRectF(rect()).adjusted(1, 1, -1, -1));
    const QFont small = theme::font(theme::Text::Small);
    QFont bold = small;
    bold.setWeight(QFont::DemiBold);
    paintImage(painter, bold);
    paintTexts(painter, small, bold);
    paintNumbers(painter, small);
}

void IcdCard::paintGround(QPainter& painter, const QRectF& card) const
{
    const QPalette& p = palette();
    const QColor base = p.color(QPalette::Base), accent = p.color(QPalette::Highlight);
    QColor ground = underMouse() ? p.color(QPalette::AlternateBase) : base;
    if (m_tint.isValid())
        ground = theme::mix(ground, m_tint, kTint);
    theme::drawRounded(&painter, card, 9, ground, hasFocus() || m_selected ? accent : m_tint.isValid() ? m_tint : p.color(QPalette::Mid));
    if (hasFocus()) // thicker than the mark of what is explained: told apart without colour
        theme::drawRounded(&painter, card.adjusted(1, 1, -1, -1), 8, Qt::NoBrush, accent);
    if (!m_identity.isValid())
        return;
    painter.save();
    painter.setClipRect(QRectF(card.left(), card.top(), 5, card.height()));
    theme::drawRounded(&painter, card, 9, m_identity, QColor());
    painter.restore();
}

void IcdCard::paintImage(QPainter& painter, const QFont& bold) const
{
    const QPalette& p = palette();
    const QColor base = p.color(QPalette::Base);
    const QRectF picture = placesOf(m_shape).picture;
    delegates::paintPicture(&painter, picture, m_thumbnails->pixmap(m_icd.imagePath, (picture.size() * devicePixelRatioF()).toSize()),
        theme::mix(base, p.color(QPalette::Midlight), 0.7), 6);
    if (!m_thumbnails->failure(m_icd.imagePath).isEmpty())
        painter.drawPixmap(picture.center() - QPointF(12, 12),
            theme::iconPixmap(QStringLiteral("image-broken"), 24, theme::toneColor(p, theme::Tone::Warning), devicePixelRatioF()));
    if (m_icd.step < 0)
        return;
    const double side = m_shape == Shape::Small ? 16 : 20;
    const QRectF disc(picture.left() + side / 4, picture.top() + side / 4, side, side);
    theme::drawRounded(&painter, disc, side / 2, p.color(QPalette::Text), QColor());
    painter.setFont(bold);
    painter.setPen(base);
    painter.drawText(disc, Qt::AlignCenter, QString::number(m_icd.step + 1));
}

void IcdCard::paintTexts(QPainter& painter, const QFont& small, const QFont& bold) const
{
    const Places places = placesOf(m_shape);
    if (places.lines == 0)
        return;
    const QPalette& p = palette();
    const double line = QFontMetricsF(small).lineSpacing();
    const QRectF text(places.text.topLeft(), QSizeF(places.text.width(), places.lines * line));
    if (m_icd.answer.isEmpty()) {
        delegates::paintText(&painter, text, m_icd.text, small, p.color(QPalette::Text), places.lines);
    } else {
        const int questionLines = places.lines - 1;
        delegates::paintText(&painter, text, m_icd.text, small, p.color(QPalette::PlaceholderText), questionLines);
        delegates::paintText(&painter, text.translated(0, questionLines * line), m_icd.answer, bold, p.color(QPalette::Text), 1);
    }
}

/// Badges, and a bar that is the longer the less certain the step was.
void IcdCard::paintNumbers(QPainter& painter, const QFont& small) const
{
    const QPalette& p = palette();
    const QColor base = p.color(QPalette::Base), quiet = theme::mix(base, p.color(QPalette::Midlight), 0.9);
    QFont tiny = small;
    tiny.setPointSizeF(small.pointSizeF() * 0.94);
    const Places places = placesOf(m_shape);
    const double right = places.text.right();
    double x = places.numbers;
    const double y = places.size.height() - places.below - QFontMetricsF(tiny).height();
    for (const QString& badge : badges()) {
        if (x + QFontMetricsF(tiny).horizontalAdvance(badge) + 10 > right + 2)
            break;
        x += delegates::paintBadge(&painter, QPointF(x, y), badge, tiny, quiet, p.color(QPalette::Text)) + 4;
    }
    if (!std::isfinite(m_icd.entropyBits) || m_shape == Shape::Small)
        return;
    constexpr double kWidestBits = 8; // 256 equally likely candidates
    const QRectF track(places.numbers, places.size.height() - 9, right - places.numbers, 3);
    theme::drawRounded(&painter, track, 1.5, quiet, QColor());
    const double share = std::clamp(m_icd.entropyBits / kWidestBits, 0.0, 1.0);
    theme::drawRounded(&painter, QRectF(track.topLeft(), QSizeF(track.width() * share, track.height())), 1.5,
        p.color(QPalette::PlaceholderText), QColor());
}

} // namespace fulcrum::views
