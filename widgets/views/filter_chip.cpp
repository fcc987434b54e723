// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/filter_chip.h"

#include "widgets/bridge/filter_text.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QDrag>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QToolButton>

namespace fulcrum::views {

namespace {

constexpr const char* kChipMimeType = "application/x-fulcrum-condition";
constexpr int kHeight = 28, kWidestLabel = 320;

QToolButton* small(const QString& icon, const QString& tip)
{
    auto* button = new QToolButton;
    button->setIcon(theme::icon(icon, QPalette::PlaceholderText));
    button->setIconSize(QSize(14, 14));
    button->setAutoRaise(true);
    button->setFixedSize(24, 24);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

ConditionPlace placeFrom(const QMimeData* content)
{
    const QList<QByteArray> parts = content->data(QString::fromLatin1(kChipMimeType)).split(',');
    return parts.size() == 2 ? ConditionPlace {parts[0].toInt(), parts[1].toInt()} : ConditionPlace {-1, -1};
}

} // namespace

FilterChip::FilterChip(const data::Condition& condition, ConditionPlace place, bool inGroup, QWidget* parent)
    : QFrame(parent), m_condition(condition), m_place(place), m_inGroup(inGroup), m_label(new QToolButton),
      m_eye(small(condition.disabled ? QStringLiteral("eye-off") : QStringLiteral("eye"),
          condition.disabled ? tr("Switch this filter on") : tr("Switch this filter off"))),
      m_cross(small(QStringLiteral("close"), tr("Remove this filter")))
{
    setAcceptDrops(true);
    setFixedHeight(kHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 2, 3, 2);
    row->setSpacing(0);
    const QString text = bridge::conditionText(condition);
    m_label->setText(m_label->fontMetrics().elidedText(condition.negated ? tr("not %1").arg(text) : text, Qt::ElideRight, kWidestLabel)
                         .replace(u'&', QStringLiteral("&&")));
    m_label->setAutoRaise(true);
    m_label->setMinimumHeight(24);
    m_label->setMaximumHeight(24);
    m_label->setToolTip(bridge::conditionSentence(condition) + u'\n'
        + tr("Click to edit, Alt+click for the opposite, drag onto another filter to have one or the other."));
    m_label->setAccessibleName(bridge::conditionSentence(condition));
    m_label->setAccessibleDescription(bridge::fieldHelp(condition.field));
    m_label->installEventFilter(this);
    if (condition.disabled) {
        QFont font = m_label->font();
        font.setStrikeOut(true);
        m_label->setFont(font);
        QPalette pale = m_label->palette();
        pale.setColor(QPalette::ButtonText, pale.color(QPalette::PlaceholderText));
        m_label->setPalette(pale);
    }
    connect(m_label, &QToolButton::clicked, this, [this] {
        if (QApplication::keyboardModifiers() & Qt::AltModifier)
            negate();
        else
            Q_EMIT editWanted();
    });
    connect(m_eye, &QToolButton::clicked, this, [this] {
        m_condition.disabled = !m_condition.disabled;
        Q_EMIT changed(m_condition);
    });
    connect(m_cross, &QToolButton::clicked, this, &FilterChip::removed);
    row->addWidget(m_label);
    row->addWidget(m_eye);
    row->addWidget(m_cross);
}

void FilterChip::negate()
{
    m_condition.negated = !m_condition.negated;
    Q_EMIT changed(m_condition);
}

void FilterChip::showMenu(const QPoint& global)
{
    QMenu menu(this);
    connect(menu.addAction(tr("Edit…")), &QAction::triggered, this, &FilterChip::editWanted);
    QAction* opposite = menu.addAction(tr("Not"));
    opposite->setCheckable(true);
    opposite->setChecked(m_condition.negated);
    connect(opposite, &QAction::triggered, this, &FilterChip::negate);
    QAction* off = menu.addAction(tr("Switched off"));
    off->setCheckable(true);
    off->setChecked(m_condition.disabled);
    connect(off, &QAction::triggered, m_eye, &QToolButton::click);
    menu.addSeparator();
    QAction* join = menu.addAction(tr("Or: this or the filter before"));
    join->setEnabled(!m_inGroup && m_place.group > 0);
    connect(join, &QAction::triggered, this, &FilterChip::joinedWithLast);
    QAction* part = menu.addAction(tr("And: on its own again"));
    part->setEnabled(m_inGroup);
    connect(part, &QAction::triggered, this, &FilterChip::parted);
    menu.addSeparator();
    connect(menu.addAction(tr("Remove")), &QAction::triggered, this, &FilterChip::removed);
    menu.exec(global);
}

bool FilterChip::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_label)
        return QFrame::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress: m_pressed = static_cast<QMouseEvent*>(event)->position().toPoint(); break;
    case QEvent::MouseMove: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (!(mouse->buttons() & Qt::LeftButton)
            || (mouse->position().toPoint() - m_pressed).manhattanLength() < QApplication::startDragDistance())
            break;
        m_label->setDown(false);
        auto* content = new QMimeData;
        content->setData(QString::fromLatin1(kChipMimeType), QByteArray::number(m_place.group) + ',' + QByteArray::number(m_place.item));
        auto* drag = new QDrag(this);
        drag->setMimeData(content);
        drag->setPixmap(grab());
        drag->setHotSpot(mapFromGlobal(mouse->globalPosition().toPoint()));
        drag->exec(Qt::MoveAction);
        return true;
    }
    case QEvent::ContextMenu: showMenu(static_cast<QContextMenuEvent*>(event)->globalPos()); return true;
    case QEvent::KeyPress:
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Delete:
        case Qt::Key_Backspace: Q_EMIT removed(); return true;
        case Qt::Key_Minus: negate(); return true;
        default: break;
        }
        break;
    default: break;
    }
    return QFrame::eventFilter(watched, event);
}

void FilterChip::dragEnterEvent(QDragEnterEvent* event)
{
    if (!event->mimeData()->hasFormat(QString::fromLatin1(kChipMimeType)) || placeFrom(event->mimeData()) == m_place)
        return;
    m_dropHere = true;
    update();
    event->acceptProposedAction();
}

void FilterChip::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropHere = false;
    update();
}

void FilterChip::dropEvent(QDropEvent* event)
{
    m_dropHere = false;
    event->acceptProposedAction();
    Q_EMIT joined(placeFrom(event->mimeData()));
}

void FilterChip::paintEvent(QPaintEvent*)
{
    const QPalette& p = palette();
    QPainter painter(this);
    const QColor accent = p.color(QPalette::Highlight), base = p.color(QPalette::Base);
    const QColor fill = m_condition.disabled ? base : theme::mix(base, accent, theme::isDark(p) ? 0.20 : 0.09);
    const QColor border = m_dropHere ? accent : m_condition.disabled ? p.color(QPalette::Mid) : theme::mix(base, accent, 0.45);
    theme::drawRounded(&painter, rect(), kHeight / 2.0, fill, border);
}

} // namespace fulcrum::views
