// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/set_canvas.h"

#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QDrag>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMimeData>
#include <QPainter>

namespace fulcrum::views {

namespace {

constexpr const char* kMemberMimeType = "application/x-fulcrum-set-member";
constexpr int kSpacing = 14, kPicture = 132;

} // namespace

SetCard::SetCard(const bridge::IcdView& icd, int position, int count, bridge::ThumbnailProvider* thumbnails, QWidget* parent)
    : QWidget(parent), m_icd(icd), m_position(position), m_thumbnails(thumbnails)
{
    setFixedSize(kWidth, kHeight);
    setFocusPolicy(Qt::StrongFocus);
    QString name = tr("Demonstration %1 of %2: %3").arg(position + 1).arg(count).arg(icd.text);
    if (!icd.answer.isEmpty())
        name += QStringLiteral(" ") + icd.answer;
    setAccessibleName(name);
    setToolTip(icd.answer.isEmpty() ? icd.text : icd.text + u'\n' + icd.answer);
    connect(thumbnails, &bridge::ThumbnailProvider::ready, this, qOverload<>(&QWidget::update));
}

void SetCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QPalette& p = palette();
    const QColor base = p.color(QPalette::Base), accent = p.color(QPalette::Highlight);
    const QRectF card = QRectF(rect()).adjusted(1, 1, -1, -1);
    theme::drawRounded(&painter, card, 11, underMouse() ? p.color(QPalette::AlternateBase) : base, hasFocus() ? accent : p.color(QPalette::Mid));
    if (hasFocus())
        theme::drawRounded(&painter, card.adjusted(1, 1, -1, -1), 10, Qt::NoBrush, accent);
    const QRectF picture(12, 12, kWidth - 24, kPicture);
    const bool there = m_icd.index >= 0;
    delegates::paintPicture(&painter, picture,
        there ? m_thumbnails->pixmap(m_icd.imagePath, (picture.size() * devicePixelRatioF()).toSize()) : QPixmap(),
        theme::mix(base, p.color(QPalette::Midlight), 0.7), 8);
    if (!there || !m_thumbnails->failure(m_icd.imagePath).isEmpty())
        painter.drawPixmap(picture.center() - QPointF(14, 14),
            theme::iconPixmap(QStringLiteral("image-broken"), 28, theme::toneColor(p, theme::Tone::Warning), devicePixelRatioF()));
    const QFont small = theme::font(theme::Text::Small), body = theme::font(theme::Text::Body);
    QFont bold = body;
    bold.setWeight(QFont::DemiBold);
    const QRectF disc(picture.left() + 7, picture.top() + 7, 24, 24);
    theme::drawRounded(&painter, disc, 12, p.color(QPalette::Text), QColor());
    painter.setFont(bold);
    painter.setPen(base);
    painter.drawText(disc, Qt::AlignCenter, QString::number(m_position + 1));
    const double line = QFontMetricsF(body).lineSpacing();
    const double top = picture.bottom() + 8, bottom = kHeight - 12 - QFontMetricsF(small).lineSpacing();
    const bool vqa = !m_icd.answer.isEmpty();
    const int lines = std::max(1, static_cast<int>((bottom - top) / line) - (vqa ? 1 : 0));
    delegates::paintText(&painter, QRectF(12, top, kWidth - 24, lines * line), m_icd.text, body, p.color(vqa ? QPalette::PlaceholderText : QPalette::Text), lines);
    if (vqa)
        delegates::paintText(&painter, QRectF(12, top + lines * line, kWidth - 24, line), m_icd.answer, bold, p.color(QPalette::Text), 1);
    painter.setFont(theme::tabular(small));
    painter.setPen(p.color(QPalette::PlaceholderText));
    painter.drawText(QRectF(12, bottom, kWidth - 24, kHeight - bottom - 6), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("#%1").arg(m_icd.id));
}

void SetCard::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    setFocus(Qt::MouseFocusReason);
}

void SetCard::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton && (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance())
        Q_EMIT pulled(m_position);
}

void SetCard::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    Q_EMIT entered(m_position);
}

bool SetCard::event(QEvent* event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave || event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

SetCanvas::SetCanvas(bridge::ThumbnailProvider* thumbnails, QWidget* parent)
    : QWidget(parent), m_thumbnails(thumbnails), m_row(new QHBoxLayout(this)),
      m_query(theme::label(tr("query"), theme::Text::Small))
{
    m_row->setContentsMargins(kSpacing / 2, 6, kSpacing, 6);
    m_row->setSpacing(kSpacing);
    m_row->setAlignment(Qt::AlignLeft);
    static_cast<QLabel*>(m_query)->setAlignment(Qt::AlignCenter);
    m_query->setFixedSize(72, SetCard::kHeight);
    m_query->setToolTip(tr("The query comes here: the last demonstration stands next to it"));
    m_row->addWidget(m_query);
    setAcceptDrops(true);
    setAccessibleName(tr("Demonstrations of the set in prompt order"));
}

void SetCanvas::setMembers(const QVector<bridge::IcdView>& icds)
{
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    const int before = m_current;
    m_current = -1;
    for (SetCard* card : qAsConst(m_cards))
        card->deleteLater();
    for (SetCard* card : qAsConst(m_cards)) {
        m_row->removeWidget(card);
        card->hide();
    }
    m_cards.clear();
    for (const bridge::IcdView& icd : icds) {
        auto* card = new SetCard(icd, static_cast<int>(m_cards.size()), static_cast<int>(icds.size()), m_thumbnails, this);
        connect(card, &SetCard::entered, this, [this](int position) {
            m_current = position;
            Q_EMIT currentChanged(position);
        });
        connect(card, &SetCard::pulled, this, &SetCanvas::drag);
        m_row->insertWidget(static_cast<int>(m_cards.size()), card);
        m_cards.append(card);
    }
    m_query->setVisible(!icds.isEmpty());
    if (!m_cards.isEmpty() && before >= 0)
        setCurrent(std::min(before, static_cast<int>(m_cards.size()) - 1), hadFocus);
    else
        Q_EMIT currentChanged(-1);
}

void SetCanvas::setCurrent(int position, bool takeFocus)
{
    if (position < 0 || position >= m_cards.size())
        return;
    m_current = position;
    if (takeFocus)
        m_cards[position]->setFocus();
    Q_EMIT currentChanged(position);
}

void SetCanvas::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_cards.size()) - 1;
    const bool control = event->modifiers() == Qt::ControlModifier, plain = event->modifiers() == Qt::NoModifier;
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (plain && step != 0)
        setCurrent(std::clamp(m_current + step, 0, last));
    else if (plain && event->key() == Qt::Key_Home)
        setCurrent(0);
    else if (plain && event->key() == Qt::Key_End)
        setCurrent(last);
    else if (control && step != 0 && m_editable && m_current >= 0 && m_current + step >= 0 && m_current + step <= last)
        Q_EMIT moveWanted(m_current, m_current + step);
    else if (plain && event->key() == Qt::Key_Delete && m_editable && m_current >= 0)
        Q_EMIT removeWanted(m_current);
    else if (plain && event->key() == Qt::Key_Insert && m_editable)
        Q_EMIT insertWanted(m_current < 0 ? last + 1 : m_current);
    else
        QWidget::keyPressEvent(event);
}

void SetCanvas::drag(int position)
{
    if (!m_editable || position < 0 || position >= m_cards.size())
        return;
    auto* drag = new QDrag(this);
    auto* content = new QMimeData;
    content->setData(QString::fromLatin1(kMemberMimeType), QByteArray::number(position));
    drag->setMimeData(content);
    drag->setPixmap(m_cards[position]->grab().scaledToWidth(SetCard::kWidth / 2, Qt::SmoothTransformation));
    drag->exec(Qt::MoveAction);
}

/// The gap between two cards that is nearest: 0 = before the first.
int SetCanvas::gapAt(const QPoint& place) const
{
    int gap = 0;
    while (gap < m_cards.size() && place.x() > m_cards[gap]->geometry().center().x())
        ++gap;
    return gap;
}

void SetCanvas::showGap(int gap)
{
    if (std::exchange(m_gap, gap) != gap)
        update();
}

void SetCanvas::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_editable && event->source() == this && event->mimeData()->hasFormat(QString::fromLatin1(kMemberMimeType)))
        event->acceptProposedAction();
    else
        event->ignore(); // files go to the page
}

void SetCanvas::dragMoveEvent(QDragMoveEvent* event)
{
    showGap(gapAt(event->position().toPoint()));
    event->acceptProposedAction();
}

void SetCanvas::dragLeaveEvent(QDragLeaveEvent*) { showGap(-1); }

void SetCanvas::dropEvent(QDropEvent* event)
{
    showGap(-1);
    bool good = false;
    const int from = event->mimeData()->data(QString::fromLatin1(kMemberMimeType)).toInt(&good);
    if (!good || from < 0 || from >= m_cards.size())
        return;
    const int gap = gapAt(event->position().toPoint());
    const int to = gap > from ? gap - 1 : gap;
    event->acceptProposedAction();
    if (to != from)
        Q_EMIT moveWanted(from, to);
}

void SetCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_query->isVisible())
        theme::drawRounded(&painter, QRectF(m_query->geometry()).adjusted(0, 0.5, -1, -0.5), 11, Qt::NoBrush, palette().color(QPalette::Mid));
    if (m_gap < 0 || m_cards.isEmpty())
        return;
    const int x = m_gap < m_cards.size() ? m_cards[m_gap]->geometry().left() - kSpacing / 2 : m_cards.last()->geometry().right() + kSpacing / 2;
    painter.fillRect(QRect(x - 1, m_cards.first()->y(), 3, SetCard::kHeight), palette().color(QPalette::Highlight));
}

} // namespace fulcrum::views
