// SPDX-License-Identifier: GPL-3.0-or-later
// Dragging lanes, demonstrations within a lane and between lanes, and samples from the Data page into one.
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/sample_export.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"

#include <QApplication>
#include <QDrag>
#include <QDragEnterEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>

namespace fulcrum::views {

namespace {

/// A card that is dragged within the page: {"lane": "siir", "position": 2}.
constexpr const char* kIcdMimeType = "application/x-fulcrum-icd";
/// A lane that is dragged within the page: its key.
constexpr const char* kLaneMimeType = "application/x-fulcrum-lane";

} // namespace

void LaneView::startDrag(int position)
{
    IcdCard* card = cardAt(position);
    if (!m_board->isEditing() || !card)
        return;
    auto* content = new QMimeData;
    const QJsonObject place {{QStringLiteral("lane"), m_lane.key}, {QStringLiteral("position"), position}};
    content->setData(QString::fromLatin1(kIcdMimeType), QJsonDocument(place).toJson(QJsonDocument::Compact));
    content->setText(card->icd().text);
    auto* drag = new QDrag(this);
    drag->setMimeData(content);
    drag->setPixmap(card->grab().scaledToWidth(qRound(card->width() * 0.6 * devicePixelRatioF()), Qt::SmoothTransformation));
    drag->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction);
}

void LaneView::mousePressEvent(QMouseEvent* event)
{
    const bool onHeader = m_header && m_header->geometry().contains(event->pos());
    m_pressed = event->button() == Qt::LeftButton && onHeader && m_lane.parent.isEmpty() ? std::optional(event->pos()) : std::nullopt;
    QFrame::mousePressEvent(event);
}

void LaneView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_pressed && (event->pos() - *m_pressed).manhattanLength() >= QApplication::startDragDistance())
        startLaneDrag();
}

void LaneView::startLaneDrag()
{
    m_pressed.reset();
    auto* content = new QMimeData;
    content->setData(QString::fromLatin1(kLaneMimeType), m_lane.key.toUtf8());
    auto* drag = new QDrag(this);
    drag->setMimeData(content);
    drag->setPixmap(grab(QRect(0, 0, std::min(width(), 420), height())));
    drag->exec(Qt::MoveAction);
}

/// Lanes stand among lanes; what-ifs go where what they were made from goes.
bool LaneView::takesLane(const QMimeData* content) const
{
    return m_lane.parent.isEmpty() && content->hasFormat(QString::fromLatin1(kLaneMimeType));
}

bool LaneView::takes(const QMimeData* content) const
{
    // Places of the prompt are what one drops onto; in selection order the places are others.
    return m_board->isEditing() && !m_selectionOrder && m_lane.state == bridge::Lane::State::Ready
        && (content->hasFormat(QString::fromLatin1(kIcdMimeType)) || content->hasFormat(QString::fromLatin1(bridge::kSampleMimeType)));
}

/// Number of cards whose middle is left of (above) `at`.
int LaneView::dropPosition(const QPoint& at) const
{
    int position = 0;
    for (const IcdCard* card : m_cards) {
        const QPoint middle = card->mapTo(this, card->rect().center());
        position += isVertical() ? middle.y() < at.y() : middle.x() < at.x();
    }
    return position;
}

void LaneView::dragEnterEvent(QDragEnterEvent* event)
{
    if (takes(event->mimeData()) || takesLane(event->mimeData()))
        event->acceptProposedAction();
}

void LaneView::dragMoveEvent(QDragMoveEvent* event)
{
    if (takesLane(event->mimeData())) {
        m_laneMark = isInSecondHalf(event->position());
        event->acceptProposedAction();
        return update();
    }
    m_dropMark = dropPosition(event->position().toPoint());
    event->acceptProposedAction();
    update();
}

void LaneView::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropMark = -1;
    m_laneMark.reset();
    update();
}

void LaneView::dropEvent(QDropEvent* event)
{
    const int position = dropPosition(event->position().toPoint());
    m_dropMark = -1;
    m_laneMark.reset();
    update();
    if (takesLane(event->mimeData())) {
        event->acceptProposedAction();
        const QString key = QString::fromUtf8(event->mimeData()->data(QString::fromLatin1(kLaneMimeType)));
        // Once this event is over: it may be this lane that goes elsewhere.
        QMetaObject::invokeMethod(m_board, [board = m_board, key, other = m_lane.key, behind = isInSecondHalf(event->position())] {
            board->moveBeside(key, other, behind);
        }, Qt::QueuedConnection);
        return;
    }
    if (!takes(event->mimeData()))
        return;
    event->acceptProposedAction();
    if (event->mimeData()->hasFormat(QString::fromLatin1(kIcdMimeType)))
        dropIcd(event->mimeData()->data(QString::fromLatin1(kIcdMimeType)), position);
    else
        dropSamples(event->mimeData()->data(QString::fromLatin1(bridge::kSampleMimeType)), position);
}

/// Within a lane a card moves; into another lane a copy comes, for what it comes from does not change.
void LaneView::dropIcd(const QByteArray& content, int position)
{
    const QJsonObject place = QJsonDocument::fromJson(content).object();
    const QString from = place[QStringLiteral("lane")].toString();
    const int at = place[QStringLiteral("position")].toInt(-1);
    const bridge::Lane* lane = m_board->find(from);
    if (!lane || at < 0 || at >= lane->icds.size())
        return;
    if (from == m_lane.key)
        m_board->moveIcd(from, at, position > at ? position - 1 : position);
    else
        m_board->insertIcds(m_lane.key, position, {lane->sequence.icds[static_cast<std::size_t>(at)]});
}

void LaneView::dropSamples(const QByteArray& content, int position)
{
    const QJsonObject samples = QJsonDocument::fromJson(content).object();
    const auto support = m_board->support();
    if (!support)
        return;
    if (samples[QStringLiteral("split")].toString() != QLatin1String(data::splitName(data::Split::Train))
        || samples[QStringLiteral("task")].toString() != QLatin1String(data::taskName(support->task()))) {
        Q_EMIT dropRefused(tr("Only samples of the train split of this task can be demonstrations."));
        return;
    }
    std::vector<icl::IcdStep> icds;
    for (const QJsonValue& id : samples[QStringLiteral("ids")].toArray())
        if (const std::int64_t index = support->indexOfId(id.toInteger(-1)); index >= 0) {
            icl::IcdStep icd;
            icd.index = index;
            icd.id = support->id(static_cast<std::size_t>(index));
            icds.push_back(std::move(icd));
        }
    if (m_lane.icds.size() + static_cast<qsizetype>(icds.size()) > bridge::kMostDemonstrations)
        Q_EMIT dropRefused(tr("A what-if has at most %n demonstrations.", nullptr, static_cast<int>(bridge::kMostDemonstrations)));
    else
        m_board->insertIcds(m_lane.key, position, icds);
}

bool LaneView::isInSecondHalf(const QPointF& at) const { return isVertical() ? at.x() > width() / 2.0 : at.y() > height() / 2.0; }

/// Where a dragged lane or card would come to stand.
void LaneView::paintEvent(QPaintEvent* event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 3, Qt::SolidLine, Qt::RoundCap));
    if (m_laneMark && isVertical()) {
        const int x = *m_laneMark ? width() - 3 : 3;
        painter.drawLine(x, 8, x, height() - 8);
    } else if (m_laneMark) {
        const int y = *m_laneMark ? height() - 3 : 3;
        painter.drawLine(8, y, width() - 8, y);
    }
    if (m_dropMark < 0 || !m_middle)
        return;
    const bool atEnd = m_dropMark >= m_cards.size();
    const IcdCard* card = m_cards.isEmpty() ? nullptr : m_cards[atEnd ? m_cards.size() - 1 : m_dropMark];
    // On both sides of the cards, which are painted over this.
    if (isVertical()) {
        const int y = !card ? m_middle->y() : card->mapTo(this, QPoint(0, atEnd ? card->height() + 4 : -4)).y();
        painter.drawLine(3, y, 12, y);
        painter.drawLine(width() - 13, y, width() - 4, y);
    } else {
        const int x = !card ? m_middle->x() : card->mapTo(this, QPoint(atEnd ? card->width() + 4 : -4, 0)).x();
        painter.drawLine(x, 3, x, 8);
        painter.drawLine(x, height() - 14, x, height() - 4);
    }
}

} // namespace fulcrum::views
