#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""What can go wrong in Stargazer."""


class StargazerException(Exception):
    """Base class; subclasses say what happened in ``msg_fmt``."""

    msg_fmt = 'An unknown error occurred.'

    def __init__(self, message=None, **kwargs):
        super().__init__(message or self.msg_fmt % kwargs)


class CalibrationTimeout(StargazerException):
    msg_fmt = 'Frame %(frame_id)s was %(status)s after %(elapsed).1f s.'


class MountError(StargazerException):
    msg_fmt = 'The mount failed: %(reason)s.'


class ParkTimeout(StargazerException):
    msg_fmt = 'The mount was at %(position)s after %(elapsed).1f s.'


class DomeTimeout(StargazerException):
    msg_fmt = 'The dome was %(position)s after %(elapsed).1f s.'


class SettleTimeout(MountError):
    msg_fmt = 'Jitter was still %(jitter).2f arcsec after %(elapsed).1f s.'


class ShutterTimeout(StargazerException):
    msg_fmt = 'The shutter was %(state)s after %(elapsed).1f s.'


class SlotTaken(StargazerException):
    msg_fmt = 'The time slot %(slot)s is taken.'
