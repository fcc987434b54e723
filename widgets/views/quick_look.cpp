// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/quick_look.h"

#include "widgets/bridge/project_session.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/type.h"
#include "widgets/views/picture_view.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr int kWidestText = 900;

/// The answers that people gave, each once with its count, most common first.
QString answersText(const data::Sample& sample)
{
    QMap<QString, int> counts;
    for (const std::string& answer : sample.answers)
        ++counts[QString::fromStdString(answer)];
    QVector<QPair<int, QString>> sorted;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        sorted.append({-it.value(), it.key()});
    std::sort(sorted.begin(), sorted.end());
    QStringList parts;
    for (const auto& [negative, answer] : sorted)
        parts.append(QuickLook::tr("%1 × %2").arg(answer).arg(-negative));
    return parts.join(QStringLiteral("   "));
}

} // namespace

QuickLook::QuickLook(bridge::ThumbnailProvider* thumbnails, QWidget* page)
    : QWidget(page), m_picture(new PictureView(thumbnails)), m_title(theme::label({}, theme::Text::Title, nullptr, true)),
      m_text(theme::label({}, theme::Text::Body, nullptr, true)), m_place(theme::label({}, theme::Text::Small))
{
    setFocusPolicy(Qt::StrongFocus);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(32, 16, 32, 24);
    column->setSpacing(12);
    auto* top = new QHBoxLayout;
    top->addWidget(m_place, 1);
    auto* close = new QToolButton;
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close (Esc)"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QToolButton::clicked, this, &QuickLook::leave);
    top->addWidget(close);
    column->addLayout(top);
    m_picture->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    column->addWidget(m_picture, 1);
    for (QLabel* label : {m_title, m_text}) {
        label->setAlignment(Qt::AlignCenter);
        label->setMaximumWidth(kWidestText);
        label->setTextInteractionFlags(Qt::NoTextInteraction);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
        column->addWidget(label, 0, Qt::AlignHCenter);
    }
    theme::makeSecondary(m_text);
    page->installEventFilter(this);
    hide();
}

void QuickLook::look(const data::Sample& sample, const data::Dataset& dataset, const QString& place)
{
    m_picture->setPath(bridge::fromPath(dataset.imagePath(sample)));
    m_picture->setAccessibleName(tr("Picture of sample %1").arg(sample.id));
    const bool vqa = dataset.task() == data::Task::Vqa;
    QStringList captions;
    for (const std::string& caption : sample.captions)
        captions.append(QString::fromStdString(caption).simplified());
    m_title->setText(vqa ? QString::fromStdString(sample.question) : captions.value(0));
    m_text->setText(vqa ? QString::fromStdString(sample.answer) + u'\n' + answersText(sample) : captions.mid(1).join(u'\n'));
    m_text->setVisible(!m_text->text().isEmpty());
    m_place->setText(tr("%1  ·  #%2  ·  %3").arg(place).arg(sample.id).arg(QString::fromStdString(sample.imageFile)));
    setAccessibleName(tr("Sample %1: %2").arg(sample.id).arg(m_title->text()));
    setAccessibleDescription(m_text->text());
    if (isVisible())
        return;
    m_before = window()->focusWidget();
    setGeometry(parentWidget()->rect());
    show();
    raise();
    setFocus();
}

void QuickLook::leave()
{
    if (isHidden())
        return;
    hide();
    if (m_before)
        m_before->setFocus();
}

void QuickLook::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
    case Qt::Key_Space: leave(); break;
    case Qt::Key_Left:
    case Qt::Key_Up:
    case Qt::Key_PageUp: Q_EMIT moved(-1); break;
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_PageDown: Q_EMIT moved(1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT activated(); break;
    default: QWidget::keyPressEvent(event);
    }
}

void QuickLook::mousePressEvent(QMouseEvent* event)
{
    if (!m_picture->geometry().contains(event->position().toPoint()))
        leave();
}

bool QuickLook::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == parentWidget())
        setGeometry(parentWidget()->rect());
    if (event->type() == QEvent::Hide && watched == parentWidget())
        hide();
    return QWidget::eventFilter(watched, event);
}

void QuickLook::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), palette().color(QPalette::Base)); }

} // namespace fulcrum::views
